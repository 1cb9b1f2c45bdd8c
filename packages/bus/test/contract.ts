import { describe } from 'vitest';
import { consumingContract } from './contract-consuming.ts';
import { everyContract } from './contract-every.ts';
import { groupContract } from './contract-group.ts';
import { publishingContract } from './contract-publishing.ts';
import { type BusUnderTest, createBench } from './contract-setup.ts';

/** What every driver of the bus shows, whole. */
export function busContract(driver: BusUnderTest): void {
  describe(`the bus on ${driver.kind}`, () => {
    const bench = createBench(driver);
    publishingContract(bench, driver);
    consumingContract(bench);
    groupContract(bench, driver);
    everyContract(bench);
  });
}
