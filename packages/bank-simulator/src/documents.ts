import { readFileSync } from 'node:fs';
import type { BankDocument } from '@munshi/events/document';

/** The public documents of the bank, by the product they are about: each a Markdown file whose first line is its title. */
const PRODUCTS = [
  'savings',
  'fixed-deposit',
  'credit-card',
  'personal-loan',
  'home-loan',
  'sip',
  'insurance',
  'upi',
  'card-dispute',
  'fees',
  'forex-card',
  'kyc',
] as const;

interface Faq {
  readonly id: string;
  readonly product: string;
  /** The question. */
  readonly title: string;
  /** The approved answer. */
  readonly text: string;
}

const COMMON = { language: 'en', validFrom: null, validUntil: null } as const;

export function bankDocuments(): BankDocument[] {
  return [...PRODUCTS.map(productPage), ...faqs()];
}

function productPage(product: string): BankDocument {
  const text = readFileSync(new URL(`../documents/${product}.md`, import.meta.url), 'utf8');
  const title = text.slice(0, text.indexOf('\n')).replace(/^# /, '');
  return { documentId: `bank-${product}`, title, text, product, source: 'bank', ...COMMON };
}

/** Questions with the bank's approved answers (source `faq`): a question that is surely one of them is answered word for word. */
function faqs(): BankDocument[] {
  const lines = readFileSync(new URL('../documents/faqs.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as Faq)
    .map(({ id, product, title, text }) => ({ documentId: id, title, text, product, source: 'faq', ...COMMON }));
}
