import { describe } from 'vitest';
import { describeOnce } from './contract-once.ts';
import type { StackUnderTest } from './contract-setup.ts';

/** Delivery's promises, on any bus and database. */
export function describeDelivery(stack: StackUnderTest): void {
  describe(`delivery on ${stack.name}`, () => {
    describe('applies once', () => describeOnce(stack));
  });
}
