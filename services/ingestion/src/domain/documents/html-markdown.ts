import Turndown from 'turndown';

/** The title and the text of a page; scripts, styles, forms and navigation are left out. */
export function htmlToMarkdown(html: string): { readonly title: string | null; readonly text: string } {
  const turndown = new Turndown({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced' });
  turndown.remove(['script', 'style', 'noscript', 'nav', 'form', 'iframe', 'button', 'title']);
  const [, title = ''] = /<title[^>]*>([^<]{1,500})<\/title>/i.exec(html) ?? [];
  return { title: title === '' ? null : turndown.turndown(title).trim() || null, text: turndown.turndown(html) };
}
