import { describe, expect, test } from 'vitest';
import { dueStatements } from './upkeep.ts';

const table = (name: string, state: Partial<{ pages: number; dead: number; live: number; changed: number }> = {}) => ({
  name,
  pages: 10,
  dead: 0,
  live: 0,
  changed: 0,
  ...state,
});

describe('upkeep', () => {
  test('leaves alone what has not changed', () => {
    expect(dueStatements([table('a'), table('b', { live: 1e6, dead: 1e5, changed: 1e5 })], false)).toEqual([]);
  });

  test('under load cleans a few queues and analyzes the largest table that has become another', () => {
    const tables = [
      table('a', { dead: 600 }),
      table('b', { dead: 5_000, live: 10 }),
      table('c', { dead: 900, live: 10 }),
      table('d', { dead: 700, changed: 90_000 }),
      table('ledger', { live: 20_000, changed: 20_000 }),
    ];
    expect(dueStatements(tables, false)).toEqual(['vacuum b', 'vacuum c', 'vacuum d', 'analyze ledger']);
  });

  test('does all of it when nobody waits', () => {
    const tables = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => table(name, { dead: 600, changed: 600 }));
    expect(dueStatements(tables, true)).toHaveLength(12);
  });

  test('leaves a large table for when nobody waits', () => {
    const large = table('ledger', { pages: 50_000, dead: 300_000, live: 900_000 });
    expect(dueStatements([large], false)).toEqual([]);
    expect(dueStatements([large], true)).toEqual(['vacuum ledger']);
    expect(dueStatements([{ ...large, dead: 1_000_000 }], false)).toEqual(['vacuum ledger']);
  });

  test('analyzes a little sooner when nobody waits', () => {
    const loaded = table('ledger', { live: 1_000, changed: 400 });
    expect(dueStatements([loaded], false)).toEqual([]);
    expect(dueStatements([loaded], true)).toEqual(['analyze ledger']);
  });
});
