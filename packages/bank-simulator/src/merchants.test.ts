import { expect, test } from 'vitest';
import { CITIES } from './cities.ts';
import { branchIn, FOREIGN_MERCHANTS, HOTEL_CHAINS, shopsOf, TRAVEL_SELLERS } from './merchants.ts';
import { PURCHASE_CATEGORIES } from './purchase-kinds.ts';

const shops = PURCHASE_CATEGORIES.flatMap(shopsOf);
const all = [...shops, ...TRAVEL_SELLERS, ...HOTEL_CHAINS, ...FOREIGN_MERCHANTS.map(({ merchant }) => merchant)];

test('a category code always means one category', () => {
  const byCode = Map.groupBy(all, ({ mcc }) => mcc);
  for (const [, merchants] of byCode) expect(new Set(merchants.map(({ category }) => category)).size).toBe(1);
});

test('no two merchants share an id, wherever they are', () => {
  const branches = all.flatMap((merchant) => CITIES.map(([city]) => branchIn(merchant, city)));
  const names = Map.groupBy(branches, ({ id }) => id);
  for (const [, same] of names) {
    expect(new Set(same.map(({ name }) => name)).size).toBe(1);
    if (same[0]?.reach === 'local') expect(new Set(same.map(({ city }) => city)).size).toBe(1);
  }
});

test('dear and cheap merchants balance in every kind', () => {
  for (const category of PURCHASE_CATEGORIES) {
    expect(shopsOf(category).reduce((sum, { level }) => sum + level, 0)).toBeCloseTo(0, 6);
  }
});
