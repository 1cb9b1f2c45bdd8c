import { afterEach, expect, test, vi } from 'vitest';
import { CallError, gateway } from './calls.ts';
import type { BudgetLimit, WishedPreferences } from './shapes.ts';

const fuel = { category: 'fuel', currency: 'INR', limit: 1 };
const dining = { category: 'dining', currency: 'INR', limit: 2 };

/** A gateway of one customer's preferences that another page changes after each of the first `times` reads. */
function sharedWith(times: number): { readonly budgets: () => readonly BudgetLimit[]; readonly puts: string[] } {
  let version = 1;
  let budgets: readonly BudgetLimit[] = [];
  let left = times;
  const puts: string[] = [];
  const answer = (status: number, body: object) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', etag: `"${version}"` } });
  vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
    if (init.method === 'GET') {
      const read = answer(200, { customerId: 'C', budgets });
      if (left > 0) {
        left -= 1;
        version += 1;
        budgets = [{ ...dining, limit: version }];
      }
      return read;
    }
    const tag = new Headers(init.headers).get('if-match') ?? '';
    puts.push(tag);
    if (tag !== `"${version}"`) return answer(412, { title: 'changed meanwhile', code: 'PREFERENCES_CHANGED' });
    version += 1;
    budgets = (JSON.parse(String(init.body)) as { budgets: BudgetLimit[] }).budgets;
    return answer(200, { customerId: 'C', budgets });
  });
  return { budgets: () => budgets, puts };
}

afterEach(() => vi.unstubAllGlobals());

const addFuel = (): Promise<unknown> =>
  gateway.changePreferences((now): WishedPreferences => ({ ...now, budgets: [...(now.budgets ?? []), fuel] }));

test('what another page changed between reading and writing stays', async () => {
  const shared = sharedWith(2);
  await addFuel();
  expect(shared.budgets()).toEqual([{ ...dining, limit: 3 }, fuel]);
  expect(shared.puts).toEqual(['"1"', '"2"', '"3"']);
});

test('a page that is always too late is told so, and has changed nothing', async () => {
  const shared = sharedWith(100);
  await expect(addFuel()).rejects.toThrow(CallError);
  expect(shared.budgets().some(({ category }) => category === 'fuel')).toBe(false);
});
