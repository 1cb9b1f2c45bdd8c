import { describe, expect, it } from 'vitest';
import { type CustomerScope, customerScopeOf, namespaceOf } from './scope.ts';
import type { VectorStore } from './vector-store.ts';

const SECRET = 'a pseudonym secret of at least 32 characters';

describe('a customer scope', () => {
  it('names the namespace by a keyed hash', () => {
    const namespace = namespaceOf(customerScopeOf('C1', SECRET));
    expect(namespace).toMatch(/^c-[0-9a-f]{40}$/);
    expect(namespaceOf(customerScopeOf('C1', SECRET))).toBe(namespace);
    expect(namespaceOf(customerScopeOf('C2', SECRET))).not.toBe(namespace);
    expect(namespaceOf(customerScopeOf('C1', `${SECRET}!`))).not.toBe(namespace);
    expect(namespaceOf('knowledge')).not.toBe(namespace);
  });

  it('needs a customer', () => expect(() => customerScopeOf('', SECRET)).toThrow(RangeError));

  it.each([
    { customerId: 'C1', namespace: '' },
    { customerId: 'C1', namespace: 'knowledge' },
    { customerId: '', namespace: `c-${'0'.repeat(40)}` },
  ])('is not taken from anywhere else: %o', (forged) => {
    expect(() => namespaceOf(forged as unknown as CustomerScope)).toThrow(RangeError);
  });
});

/** Never run: `tsc` fails where one of these lines does type-check. */
export async function callsThatDoNotTypeCheck(store: VectorStore): Promise<void> {
  const query = { vector: [1], topK: 1 };
  const forged = { customerId: 'C1', namespace: `c-${'0'.repeat(40)}` };
  // @ts-expect-error a call without a scope
  await store.query(query);
  // @ts-expect-error a customer's id is no scope
  await store.query('C1', query);
  // @ts-expect-error neither is what looks like one
  await store.query(forged, query);
  // @ts-expect-error nor the name of a namespace
  await store.query('__default__', query);
  // @ts-expect-error nor any text
  await store.query('knowledge' as string, query);
  // @ts-expect-error the same for writing
  await store.upsert(forged, []);
  // @ts-expect-error and for deleting
  await store.deleteIds('C1', ['a']);
  // @ts-expect-error what everybody reads is not deleted in one go
  await store.deleteScope('knowledge');
}
