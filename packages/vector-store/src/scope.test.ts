import { describe, expect, it } from 'vitest';
import { type CustomerScope, customerScopeOf, namespaceOf } from './scope.ts';

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
