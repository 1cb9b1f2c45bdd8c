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

export function bankDocuments(): BankDocument[] {
  return PRODUCTS.map((product) => {
    const text = readFileSync(new URL(`../documents/${product}.md`, import.meta.url), 'utf8');
    const title = text.slice(0, text.indexOf('\n')).replace(/^# /, '');
    return { documentId: `bank-${product}`, title, text, product, language: 'en', validFrom: null, validUntil: null, source: 'bank' };
  });
}
