import { expect, test } from 'vitest';
import { bankDocuments } from './documents.ts';

test('twelve documents, each with a title, sections and a text of its own', () => {
  const documents = bankDocuments();
  expect(documents).toHaveLength(12);
  expect(new Set(documents.map(({ documentId }) => documentId)).size).toBe(12);
  for (const { title, text } of documents) {
    expect(title).not.toMatch(/^#|^$/);
    expect(text.split('\n## ').length).toBeGreaterThan(3);
    expect(text.length).toBeGreaterThan(800);
  }
});
