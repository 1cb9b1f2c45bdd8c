export interface PassageText {
  readonly title: string;
  readonly section: string | null;
  readonly text: string;
}

/** The text that stands for a passage in the vector space: its title and section say what it is about. */
export function embeddedText({ title, section, text }: PassageText): string {
  return [title, section, text].filter((part) => part !== null && part !== '').join('\n');
}
