import { describe, expect, it } from 'vitest';
import { replaces } from './ledger-entry.ts';

const pending = (sequence: number) => ({ status: 'pending', sequence }) as const;
const posted = (sequence: number) => ({ status: 'posted', sequence }) as const;
const cancelled = (sequence: number) => ({ status: 'cancelled', sequence }) as const;

describe('a later version', () => {
  it('replaces by sequence', () => {
    expect(replaces(undefined, posted(1))).toBe(true);
    expect(replaces(posted(1), posted(2))).toBe(true);
    expect(replaces(posted(2), posted(2))).toBe(false);
    expect(replaces(posted(2), posted(1))).toBe(false);
    expect(replaces(posted(2), cancelled(3))).toBe(true);
  });

  it('posted replaces pending whatever the sequence, never the reverse', () => {
    expect(replaces(pending(5), posted(2))).toBe(true);
    expect(replaces(posted(2), pending(5))).toBe(false);
    expect(replaces(cancelled(2), pending(5))).toBe(false);
  });
});
