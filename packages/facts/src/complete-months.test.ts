import { describe, expect, it } from 'vitest';
import { completeMonths } from './complete-months.ts';

describe('complete months', () => {
  it('are those before the newest, the first only where it was seen from its beginning', () => {
    expect(completeMonths({ from: '2025-11-03', to: '2026-02-10' })).toEqual(['2025-11', '2025-12', '2026-01']);
    expect(completeMonths({ from: '2025-11-04', to: '2026-02-10' })).toEqual(['2025-12', '2026-01']);
    expect(completeMonths({ from: '2026-02-01', to: '2026-02-28' })).toEqual([]);
  });

  it('are at most the last twelve', () => {
    expect(completeMonths({ from: '2000-01-01', to: '2026-02-10' })).toHaveLength(12);
  });
});
