import { createHmac } from 'node:crypto';

declare const customerScope: unique symbol;

/**
 * Leave to read and write one customer's vectors. Only sign-in (gateway) and a keyed event (embedding) may make one:
 * a CustomerScope made from a model's or a user's text would be the hole in the wall.
 */
export interface CustomerScope {
  readonly [customerScope]: true;
  readonly customerId: string;
  /** Keyed hash of the id: says nothing of the customer, and nobody can guess another's. */
  readonly namespace: string;
}

/** Public documents, or one customer's own. */
export type Scope = 'knowledge' | CustomerScope;

export const KNOWLEDGE_NAMESPACE = 'knowledge';

export function customerScopeOf(customerId: string, pseudonymSecret: string): CustomerScope {
  if (customerId === '') throw new RangeError('a customer scope needs a customer');
  const namespace = `c-${createHmac('sha256', pseudonymSecret).update(customerId).digest('hex').slice(0, 40)}`;
  return { customerId, namespace } as unknown as CustomerScope;
}

const CUSTOMER_NAMESPACE = /^c-[0-9a-f]{40}$/;

/** @throws RangeError for a scope that `customerScopeOf` did not make: an empty name would be the namespace of everyone */
export function namespaceOf(scope: Scope): string {
  if (scope === 'knowledge') return KNOWLEDGE_NAMESPACE;
  if (!CUSTOMER_NAMESPACE.test(scope.namespace) || !scope.customerId) throw new RangeError('not a customer scope');
  return scope.namespace;
}
