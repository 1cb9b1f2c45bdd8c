import { describe } from 'vitest';
import { describeEffects } from './contract-effects.ts';
import { describeErasure } from './contract-erasure.ts';
import { describeFailures } from './contract-failures.ts';
import { describeJobs } from './contract-jobs.ts';
import { describeLanes } from './contract-lanes.ts';
import { describeOnce } from './contract-once.ts';
import { describeOutbox } from './contract-outbox.ts';
import { describeRebuild } from './contract-rebuild.ts';
import { describeReplay } from './contract-replay.ts';
import type { StackUnderTest } from './contract-setup.ts';

/** Delivery's promises, on any bus and database. */
export function describeDelivery(stack: StackUnderTest): void {
  describe(`delivery on ${stack.name}`, () => {
    describe('applies once', () => describeOnce(stack));
    describe('outbox', () => describeOutbox(stack));
    describe('failures', () => describeFailures(stack));
    describe('lanes', () => describeLanes(stack));
    describe('jobs', () => describeJobs(stack));
    describe('effects', () => describeEffects(stack));
    describe('replay', () => describeReplay(stack));
    describe('rebuild', () => describeRebuild(stack));
    describe('erasure', () => describeErasure(stack));
  });
}
