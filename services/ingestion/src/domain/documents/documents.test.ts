import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { documentLine } from './document-line.ts';
import { documentParts } from './document-parts.ts';
import { idsLikeIn, personalNumberIn } from './personal-data.ts';
import { splitText } from './split-document.ts';

const lineOf = async (text: string, media: 'markdown' | 'text' | 'html', name: string) =>
  JSON.parse((await documentLine(Buffer.from(text), media, name)).toString());

describe('a file becomes a document', () => {
  test('from Markdown, its head giving the fields', async () => {
    const line = await lineOf(
      '---\ntitle: "Home loan"\nproduct: home-loan\nunknown: x\n---\n\n# Rates\n\n8.5 %\n',
      'markdown',
      'loan.md.gz',
    );
    expect(line).toEqual({ record: 'document', documentId: 'loan', title: 'Home loan', product: 'home-loan', text: '# Rates\n\n8.5 %' });
  });

  test('from Markdown without a head, the first heading being its title', async () => {
    expect(await lineOf('Hello\n## Fees\nNone', 'markdown', 'fees.md')).toMatchObject({ documentId: 'fees', title: 'Fees' });
  });

  test('from HTML with headings, lists and links, without scripts and navigation', async () => {
    const html =
      '<html><head><title>Cards &amp; fees</title><style>p{}</style></head><body><nav>Home</nav><h1>Fees</h1><script>alert(1)</script><ul><li>One</li><li>Two</li></ul><p>See <a href="/x">more</a>.</p></body></html>';
    const line = await lineOf(html, 'html', 'cards.html');
    expect(line).toMatchObject({ documentId: 'cards', title: 'Cards & fees' });
    expect(line.text).toContain('# Fees');
    expect(line.text).toMatch(/- +One/);
    for (const gone of ['alert', 'Home', 'p{}']) expect(line.text).not.toContain(gone);
  });

  test('from plain text, its first line being the title', async () => {
    expect(await lineOf('Opening hours\r\n\r\nNine to five', 'text', 'hours.txt')).toMatchObject({
      ...{ title: 'Opening hours', text: 'Opening hours\n\nNine to five' },
    });
  });
});

describe('a long text is split', () => {
  test('before headings, without losing anything', () => {
    const section = (index: number) => `## Section ${index}\n\n${'word '.repeat(40)}\n`;
    const text = Array.from({ length: 10 }, (_, index) => section(index)).join('');
    const parts = splitText(text, 700);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part.startsWith('## Section')).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(700);
    }
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  test('anywhere where it has no place to break', () => {
    const text = '😀'.repeat(2_000);
    const parts = splitText(text, 600);
    expect(parts.join('')).toBe(text);
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
  });

  test('into parts with ids of their own, the first of which lists them', () => {
    const text = `# A\n\n${'a '.repeat(300_000)}\n\n# B\n\n${'b '.repeat(300_000)}`;
    const parts = documentParts({ documentId: 'long', title: 'T', text });
    expect(parts.map(({ documentId, title }) => [documentId, title])).toEqual([
      ['long#1', 'T'],
      ['long#2', 'T (2)'],
    ]);
    expect(parts[0]?.text).toContain('long#1, long#2');
    expect(parts[1]?.text.startsWith('# B')).toBe(true);
    expect(documentParts({ documentId: 'short', title: 'T', text: 'x' })).toEqual([{ documentId: 'short', title: 'T', text: 'x' }]);
  });
});

describe('personal numbers', () => {
  test.each([
    ['Call 1800 266 4332 or write to us; fee ₹ 4,310.50 on 2026-01-02, code 123456789012', null],
    ['Aadhaar 3123 4567 8909', 'an Aadhaar number'],
    ['PAN ABCPD1234Z', 'a PAN'],
    ['card 4012-8888-8888-1881', 'a card number'],
    ['card 4012-8888-8888-1882', null],
    ['Pay into account no. 123456789', 'an account number'],
  ])('%s', (text, found) => expect(personalNumberIn(text)).toBe(found));

  test('words that could be ids', () => expect(idsLikeIn('C5841053 at 9 % until 2027, 12345678')).toEqual(['C5841053', '12345678']));
});

const corpus = fileURLToPath(new URL('../../../../../../shared/data/corpora/pii/india-pii-vectors.json', import.meta.url));
const absent = !existsSync(corpus);

test.skipIf(absent)(`the vectors of personal numbers${absent ? ' (left out: ../shared/data is not there)' : ''}`, () => {
  const { vectors } = JSON.parse(readFileSync(corpus, 'utf8')) as {
    vectors: Record<'AADHAAR' | 'PAN' | 'CARD', [string, boolean | number | string][]>;
  };
  for (const kind of ['AADHAAR', 'PAN'] as const) {
    for (const [text, isOne] of vectors[kind]) if (typeof isOne === 'boolean') expect(personalNumberIn(text) !== null, text).toBe(isOne);
  }
  for (const [text, count] of vectors.CARD.filter(([text]) => text.length >= 15))
    expect(personalNumberIn(text) !== null, text).toBe(Number(count) > 0);
});
