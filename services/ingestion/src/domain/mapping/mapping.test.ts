import { expect, test } from 'vitest';
import { mapping } from './mapping.ts';
import { promptFields } from './prompt.ts';
import { BUILT_IN_MAPPINGS, recogniseColumns } from './recognise.ts';

test('built-in mappings are tables: they come back from JSON as they were', () => {
  for (const built of BUILT_IN_MAPPINGS) expect(mapping.parse(JSON.parse(JSON.stringify(built)))).toEqual(built);
});

test('a file is recognised by its columns, whatever else it has', () => {
  const kaggle = ['TransactionID', 'CustomerID', 'CustomerDOB', 'TransactionDate', 'TransactionAmount (INR)', 'more'];
  expect(recogniseColumns(kaggle)?.name).toBe('kaggle-india');
  expect(recogniseColumns(['customerId', 'amount', 'date'])?.name).toBe('own-columns');
  expect(recogniseColumns(['a', 'b'])).toBeNull();
});

test('a prompt gives its first value of each name', () => {
  const fields = promptFields('Hello!\n- Amount: 25.0 INR\n* Time: 14:32\n- Amount: -0.4\nno field here');
  expect([...fields]).toEqual([
    ['Amount', '25.0 INR'],
    ['Time', '14:32'],
  ]);
});
