import type { Category } from '@munshi/events/spending';

/** `in` money that came in, `out` money that left, `both` either. */
type Direction = 'in' | 'out' | 'both';

interface WordRule {
  readonly words: RegExp;
  readonly direction: Direction;
  readonly category: Category;
  readonly confidence: number;
  readonly hint?: TransferHint;
}

/** Why a text looks like money that only moves between own accounts. */
export type TransferHint = 'transfer' | 'cardBill';

/** Telling words, the first that fits; statement language of Indian banks first, plain English after it. */
const RULES: readonly WordRule[] = [
  {
    words: /\b(credit )?card (bill|payment|pymt)\b|\bcc (bill|payment|pymt)\b|\bbill ?desk.*card\b|\bautopay.*card\b/,
    direction: 'both',
    category: 'transfer',
    confidence: 0.85,
    hint: 'cardBill',
  },
  { words: /\bpayment received\b.*\bthank/, direction: 'in', category: 'transfer', confidence: 0.85, hint: 'cardBill' },
  {
    words: /\b(self|own (a\/?c|account)|to savings|from savings|to own|from own|sweep|fund transfer|internal transfer)\b/,
    direction: 'both',
    category: 'transfer',
    confidence: 0.8,
    hint: 'transfer',
  },
  { words: /\b(p2p|p2a|p2m)\b/, direction: 'out', category: 'transfer', confidence: 0.7 },
  { words: /\b(salary|sal cr|payroll|wages|stipend)\b/, direction: 'in', category: 'salary', confidence: 0.95 },
  { words: /\b(interest|int\.? ?(paid|credit|pd|cr))\b/, direction: 'in', category: 'interest', confidence: 0.95 },
  { words: /\b(pension|dividend|bonus|cashback|rent received)\b/, direction: 'in', category: 'income', confidence: 0.8 },
  { words: /\b(atm|cash withdrawal|cash wdl|nfs)\b/, direction: 'out', category: 'cash', confidence: 0.95 },
  { words: /\b(rent|landlord|house rent|maintenance society)\b/, direction: 'out', category: 'rent', confidence: 0.9 },
  { words: /\b(emi|loan|housing finance)\b/, direction: 'out', category: 'loan', confidence: 0.9 },
  {
    words: /\b(sip|mutual fund|systematic investment|demat|ppf|nps|fixed deposit|recurring deposit)\b/,
    direction: 'out',
    category: 'investment',
    confidence: 0.9,
  },
  { words: /\b(insurance|premium|lic)\b/, direction: 'out', category: 'insurance', confidence: 0.9 },
  { words: /\b(income tax|advance tax|gst payment|property tax|tds)\b/, direction: 'out', category: 'taxes', confidence: 0.9 },
  {
    words: /\b(fee|fees|charge|charges|chgs?|penalty|finance charges?|interest charged|interest|late payment|annual fee|amc|min bal)\b/,
    direction: 'out',
    category: 'fees',
    confidence: 0.85,
  },
  {
    words: /\b(electricity|power|water board|gas bill|piped gas|bescom|tata power|adani)\b/,
    direction: 'out',
    category: 'utilities',
    confidence: 0.85,
  },
  {
    words: /\b(recharge|broadband|mobile bill|postpaid|prepaid|airtel|jio|fiber)\b/,
    direction: 'out',
    category: 'telecom',
    confidence: 0.8,
  },
  { words: /\b(school|college|tuition|university|academy)\b/, direction: 'out', category: 'education', confidence: 0.8 },
  {
    words: /\b(netflix|spotify|prime video|hotstar|subscription|membership)\b/,
    direction: 'out',
    category: 'subscriptions',
    confidence: 0.8,
  },
  { words: /\b(donation|charity|temple|gift)\b/, direction: 'out', category: 'gifts', confidence: 0.8 },
  { words: /\b(hospital|pharmacy|clinic|diagnostic)\b/, direction: 'out', category: 'health', confidence: 0.8 },
  { words: /\b(transfer|trf|upi|imps|neft|rtgs|p2p|sent to)\b/, direction: 'out', category: 'transfer', confidence: 0.5 },
  { words: /\b(transfer|trf|upi|imps|neft|rtgs|p2p|received from)\b/, direction: 'in', category: 'income', confidence: 0.4 },
];

export interface WordsFound {
  readonly category: Category;
  readonly confidence: number;
  readonly hint: TransferHint | null;
}

/** What the words of a transaction tell; null when they tell nothing. `minor` gives the direction. */
export function categoryOfWords(text: string, minor: number): WordsFound | null {
  const plain = text.toLowerCase().replace(/_/g, ' ');
  if (plain.trim() === '') return null;
  const direction: Direction = minor < 0 ? 'out' : 'in';
  const rule = RULES.find(
    (candidate) => (candidate.direction === 'both' || candidate.direction === direction) && candidate.words.test(plain),
  );
  return rule ? { category: rule.category, confidence: rule.confidence, hint: rule.hint ?? null } : null;
}
