import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  customerWindows,
  emptyCustomerMoments,
  emptyMerchantMoments,
  learnPayment,
  merchantWindows,
  moveMerchant,
} from '@munshi/analytics/engine';
import { cpuSeconds, hand, median } from './measurement.ts';

const ROWS = 60_000;
const CUSTOMERS = 800;
const TERMINALS = 1_600;
const DAY = 86_400;
const DELAY_DAYS = 7;
const ROUNDS = 5;

/** The handbook's twelve window features and two flags with river's aggregates; prints processor time and the sum of each feature. */
const PYTHON = `
import csv, datetime as dt, json, sys, time
from collections import deque
from river import feature_extraction as fx, stats, utils
rows = [(dt.datetime(1970, 1, 1) + dt.timedelta(seconds=int(at)), c, m, int(minor), int(f)) for at, c, m, minor, f in csv.reader(open(sys.argv[1]))]
day = dt.timedelta(days=1)
def agg(on, by, how, days): return fx.Agg(on=on, by=by, how=utils.TimeRolling(how, dt.timedelta(days=days)))
figures = lambda on, by: [agg(what, by, how(), days) for days in (1, 7, 30) for what, how in (("one", stats.Sum), (on, stats.Mean))]
customer, terminal = figures("amount", "customer"), figures("fraud", "terminal")
waiting = deque()
sums = [0.0] * 6
begun = time.process_time()
for t, c, m, minor, fraud in rows:
    while waiting and waiting[0][0] <= t - 7 * day:
        at, x = waiting.popleft()
        for one in terminal: one.learn_one(x, at + 7 * day)
    x = {"customer": c, "terminal": m, "amount": minor, "fraud": fraud, "one": 1}
    for number, one in enumerate(customer):
        one.learn_one(x, t)
        sums[number] += next(iter(one.transform_one(x).values()))
    for one in terminal: one.transform_one(x)
    flags = (t.weekday() >= 5, t.hour <= 6)
    waiting.append((t, x))
print(json.dumps({"seconds": time.process_time() - begun, "sums": sums}))
`;

interface Row {
  readonly at: number;
  readonly customer: number;
  readonly terminal: number;
  readonly minor: number;
  readonly fraud: number;
}

/** Thirty-five days of card payments in the order of time, no two within a second. */
function rows(): Row[] {
  let state = 7;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const step = (35 * DAY) / ROWS;
  return Array.from({ length: ROWS }, (_, number) => ({
    at: 1_767_225_600 + Math.floor(number * step),
    customer: draw(CUSTOMERS),
    terminal: draw(TERMINALS),
    minor: 100 + draw(20_000),
    fraud: draw(100) === 0 ? 1 : 0,
  }));
}

/** The same features with ours; gives processor time and the sums of the customer's. */
function ours(payments: readonly Row[]): { readonly seconds: number; readonly sums: readonly number[] } {
  const customers = Array.from({ length: CUSTOMERS }, emptyCustomerMoments);
  const terminals = Array.from({ length: TERMINALS }, emptyMerchantMoments);
  const sums = [0, 0, 0, 0, 0, 0];
  let night = 0;
  const begun = cpuSeconds();
  for (const { at, customer, terminal, minor, fraud } of payments) {
    const own = customers[customer] as (typeof customers)[number];
    const theirs = terminals[terminal] as (typeof terminals)[number];
    learnPayment(own, { at, minor });
    moveMerchant(theirs, at, { payments: 1, frauds: fraud });
    customerWindows(own, at).forEach(({ count, sum }, index) => {
      sums[2 * index] = (sums[2 * index] as number) + count;
      sums[2 * index + 1] = (sums[2 * index + 1] as number) + sum / count;
    });
    merchantWindows(theirs, at, DELAY_DAYS);
    const time = new Date(at * 1000);
    if (time.getUTCDay() % 6 === 0 || time.getUTCHours() <= 6) night += 1;
  }
  if (night === 0) throw new Error('no payment at night');
  return { seconds: cpuSeconds() - begun, sums };
}

const folder = mkdtempSync(join(tmpdir(), 'munshi-bench-river-'));
try {
  const payments = rows();
  const file = join(folder, 'payments.csv');
  writeFileSync(
    file,
    payments.map(({ at, customer, terminal, minor, fraud }) => `${at},${customer},${terminal},${minor},${fraud}\n`).join(''),
  );
  const python = spawnSync('python3', ['-c', PYTHON, file], { encoding: 'utf8' });
  if (python.status === 0) compare(payments, JSON.parse(python.stdout));
  else {
    process.stderr.write(`left out: needs python3 with river\n${python.stderr.split('\n').slice(-3).join('\n')}\n`);
    hand([]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(payments: readonly Row[], river: { readonly seconds: number; readonly sums: readonly number[] }): void {
  const rounds = Array.from({ length: ROUNDS }, () => ours(payments));
  const [first] = rounds;
  river.sums.forEach((sum, index) => {
    const own = first?.sums[index] ?? Number.NaN;
    // counts agree exactly, means up to the rounding of a running mean
    if (!(Math.abs(own - sum) <= 1e-6 * Math.abs(sum))) throw new Error(`feature ${index}: ours add up to ${own}, river's to ${sum}`);
  });
  const value = Math.round(ROWS / median(rounds.map(({ seconds }) => seconds)));
  const reference = { what: 'river in Python, the same features', value: Math.round(ROWS / river.seconds) };
  hand([
    {
      what: "the handbook's 12 window features and 2 flags",
      value,
      unit: 'payments a CPU second',
      reference,
      ratio: value / reference.value,
      target: { of: 'ratio', atLeast: 20 },
    },
  ]);
}
