/** Something in a text that says a figure, a date, an identifier or a link. */
export interface Finding {
  readonly kind: 'number' | 'number-word' | 'percent' | 'currency' | 'date' | 'identifier' | 'link' | 'hidden';
  readonly text: string;
}

/** Stands where a proved figure was: no letter, no digit, nothing a text may hold. */
export const MASK = '\uE000';

const NUMBER_WORDS = new Set(
  `zero nil nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred hundreds thousand thousands lakh lakhs lac lacs crore crores
  million millions billion billions trillion dozen dozens score half halves quarter quarters third thirds fourth fifth sixth seventh eighth
  ninth tenth eleventh twelfth twentieth thirtieth hundredth thousandth double doubled doubles twice thrice triple tripled triples quadruple
  pair couple hazar hazaar sau pachas bees paanch panch chaar teen saat aath nau das
  uno dos tres cinco diez cien mil deux trois quatre cinq dix cent mille zwei drei vier hundert tausend`.split(/\s+/),
);

const CURRENCY_WORDS = new Set(
  `rupee rupees rupiya rupaye paisa paise rs inr usd eur gbp aed jpy sgd cny dollar dollars cent cents euro euros pound pounds pence yen yuan
  dirham dirhams bitcoin btc`.split(/\s+/),
);

const MONTHS =
  /\b(?:january|february|april|june|july|august|september|october|november|december|Jan|Feb|Mar|March|May|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b/gi;
/** Also words of their own unless they are written as names. */
const ONLY_CAPITAL = new Set(['may', 'march', 'mar', 'jan', 'jun', 'dec', 'sep', 'nov', 'oct', 'apr', 'feb', 'jul', 'aug', 'sept']);

const LINKS = [
  /[a-z][a-z0-9+.-]*:\/\/\S*/gi,
  /\b(?:www\d?\.|mailto:|tel:|javascript:|data:)\S*/gi,
  /\S+@\S+/g,
  /\b[\p{L}\p{M}-]{2,}\s?[.。․]\s?(?:com|net|org|in|co|io|app|info|biz|xyz|bank|ru|cn|uk|us|me|link|site|online|top)\b/giu,
  /\]\s*\(|<\s*\/?\s*[a-z!]|&#?\w+;/gi,
];

/** CJK numerals, and rows of symbols that are numbers to a reader: keycaps, clocks, dice, tallies. */
const OTHER_NUMBERS =
  /[〇零一二三四五六七八九十百千万億亿兆壹贰叁肆伍陆柒捌玖拾佰仟萬廿卅]|[\u{1F550}-\u{1F567}\u{1F51F}\u2680-\u2685\u{1D360}-\u{1D378}\u{1F000}-\u{1F0FF}\u2800-\u28FF]|\|{2,}/gu;

/** Everything in a text that says a figure, whatever script or words it is in. */
export function findFigures(text: string): Finding[] {
  const findings: Finding[] = [];
  const add = (kind: Finding['kind'], found: string): void => void findings.push({ kind, text: found.slice(0, 80) });
  for (const hidden of text.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]|[\u115F\u1160\u3164\uFFA0\u2800]/gu) ?? [])
    if (hidden !== '\n') add('hidden', hidden);
  const plain = text.replaceAll(/\p{Cf}|\uFE0F|\u20E3/gu, '').normalize('NFKC');
  for (const number of plain.match(/[\p{N}][\p{N}.,:/\-\u066B\u066C]*/gu) ?? []) add('number', number);
  for (const number of plain.match(OTHER_NUMBERS) ?? []) add('number', number);
  for (const percent of plain.match(/[%٪‰‱]|\bper\s?cent\w*|\bpct\b/giu) ?? []) add('percent', percent);
  for (const symbol of plain.match(/\p{Sc}/gu) ?? []) add('currency', symbol);
  for (const link of LINKS.flatMap((pattern) => plain.match(pattern) ?? [])) add('link', link);
  for (const month of plain.match(MONTHS) ?? []) if (!ONLY_CAPITAL.has(month.toLowerCase()) || /^[A-Z]/.test(month)) add('date', month);
  for (const roman of plain.match(/\b[IVXLCDM]{2,}\b/g) ?? []) add('number', roman);
  for (const word of wordsOf(plain)) {
    if (NUMBER_WORDS.has(word)) add('number-word', word);
    if (CURRENCY_WORDS.has(word)) add('currency', word);
    if (/^(?:[a-f]{10,}|x{4,}|[a-z]{24,})$/.test(word)) add('identifier', word);
  }
  return findings;
}

/**
 * Every word a text may be read as: accents and look-alike separators dropped, parts of a compound and the compound whole
 * (`twenty-five`, `f.i.v.e`), and runs of single letters joined (`f i v e`).
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  const joined = (plain.match(/\p{L}+(?:['’._*~`^-]+\p{L}+)+/gu) ?? []).map((compound) => compound.replaceAll(/[^\p{L}]/gu, ''));
  const spelled = (plain.match(/(?<!\p{L})\p{L}(?:[\s.,_*-]+\p{L}(?!\p{L})){2,}/gu) ?? []).map((run) => run.replaceAll(/[^\p{L}]/gu, ''));
  return [...words, ...joined, ...spelled];
}
