/** Ranges of characters that look like ASCII ones and are written for them: first, last, what the first stands for. */
const LOOKALIKES: readonly (readonly [number, number, string])[] = [
  [0xff10, 0xff19, '0'],
  [0xff21, 0xff3a, 'A'],
  [0xff41, 0xff5a, 'a'],
  [0x0966, 0x096f, '0'],
  [0x09e6, 0x09ef, '0'],
  [0x0660, 0x0669, '0'],
  [0x06f0, 0x06f9, '0'],
];
const SINGLES: Readonly<Record<string, string>> = { '＠': '@', '．': '.', '：': ':', '／': '/', '＋': '+', '＿': '_' };

/** The text with full-width and Indian digits, dashes and spaces as in ASCII; every character stays at its place. */
export function plainCharacters(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (character) => {
    if (/[\s\u200b-\u200d\u2060\ufeff]/.test(character)) return ' ';
    if (/[\p{Pd}\u2212]/u.test(character)) return '-';
    const code = character.charCodeAt(0);
    const range = LOOKALIKES.find(([first, last]) => code >= first && code <= last);
    return range ? String.fromCharCode(range[2].charCodeAt(0) + code - range[0]) : (SINGLES[character] ?? character);
  });
}
