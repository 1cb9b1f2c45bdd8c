import { expect, test } from 'vitest';
import { bankDocuments } from './documents.ts';

const documents = bankDocuments();

test('every document has an id of its own', () => {
  expect(new Set(documents.map(({ documentId }) => documentId)).size).toBe(documents.length);
});

test('twelve pages on products, each with a title, sections and a text of its own', () => {
  const pages = documents.filter(({ source }) => source === 'bank');
  expect(pages).toHaveLength(12);
  for (const { title, text } of pages) {
    expect(title).not.toMatch(/^#|^$/);
    expect(text.split('\n## ').length).toBeGreaterThan(3);
    expect(text.length).toBeGreaterThan(800);
  }
});

test('at least 150 questions with answers short enough to be given whole', () => {
  const faqs = documents.filter(({ source }) => source === 'faq');
  expect(faqs.length).toBeGreaterThanOrEqual(150);
  for (const { title, text } of faqs) {
    expect(title).toMatch(/[?]$|[.] /);
    expect(text.length).toBeGreaterThan(80);
    expect(text.length).toBeLessThanOrEqual(420);
  }
});
