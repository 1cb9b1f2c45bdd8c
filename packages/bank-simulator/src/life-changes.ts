import { CITIES } from './cities.ts';
import { type Draft, type Planned, within } from './draft.ts';
import { LANDLORDS, type Payer, powerIn, RUPEE, shareOf, waterIn } from './household.ts';
import { payday, pension, salary } from './incomes.ts';
import type { LifeEvent, LifeEventKind } from './life-events.ts';
import { biller } from './merchants.ts';
import { EMPLOYERS } from './names.ts';
import { neft } from './narration.ts';
import { type Obligation, obligation } from './obligations.ts';
import type { Random } from './random.ts';

/** What a life is made of over time, as events change it. */
export interface Course {
  readonly obligations: Obligation[];
  readonly planned: Planned[];
  /** Where home is from an epoch day on. */
  readonly moves: { readonly from: number; readonly city: string }[];
  children: number;
}

type Change = (course: Course, on: number, how: { readonly payer: Payer; readonly random: Random }) => void;

/** Applies an event to a course: old obligations end, new ones begin, and what it costs once is planned. */
export function applyLifeEvent(course: Course, event: LifeEvent, how: { readonly payer: Payer; readonly random: Random }): void {
  CHANGES[event.kind](course, event.on, how);
}

const CHANGES: Readonly<Record<LifeEventKind, Change>> = {
  'job change': changeJob,
  move,
  child: haveChild,
  loan: takeLoan,
  retirement: retire,
};

/** Ends an obligation and gives it as it was; undefined where there is none. */
function end({ obligations }: Course, until: number, isIt: (one: Obligation) => boolean): Obligation | undefined {
  const at = obligations.findIndex((one) => isIt(one) && one.until === null);
  const found = obligations[at];
  if (found) obligations[at] = { ...found, until };
  return found;
}

function changeJob(course: Course, on: number, { random }: { random: Random }): void {
  const old = end(course, on, ({ kind }) => kind === 'salary');
  if (!old) return;
  const since = on + 12 + random.int(20);
  const employer = random.pick(EMPLOYERS.filter((name) => name !== old.payee));
  const base = Math.round((old.base * random.between(1.08, 1.35)) / 100_000) * 100_000;
  course.obligations.push({
    ...salary(base, { key: `salary ${course.obligations.length}`, employer, since, day: payday(random) }),
    from: since,
  });
}

function move(course: Course, on: number, { payer, random }: { payer: Payer; random: Random }): void {
  const old = end(course, on, ({ kind, key }) => kind === 'rent' && key !== 'hostel');
  if (!old) return;
  const base = Math.round((old.base * random.between(0.85, 1.35)) / 50_000) * 50_000;
  const payee = random.pick(LANDLORDS.filter((name) => name !== old.payee));
  course.obligations.push(
    obligation({ ...old, key: `rent ${course.obligations.length}`, base, payee, from: on, until: null, day: 2 + random.int(8) }),
  );
  once(
    course,
    on - 3,
    { minor: -2 * base, channel: 'NEFT', description: neft('DR', payee, 'RENT DEPOSIT', random), category: 'rent', counterparty: payee },
    random,
  );
  const isFar = random.chance(0.4);
  const city = isFar
    ? random.weighted(
        CITIES.slice(0, 40).filter(([name]) => name !== payer.city),
        ([, share]) => share,
      )[0]
    : payer.city;
  buy(
    course,
    on,
    { name: 'Agarwal Packers and Movers', mcc: '4214', city, rupees: random.between(4_000, isFar ? 45_000 : 12_000) },
    random,
  );
  for (let count = random.int(3); count >= 0; count -= 1) {
    buy(
      course,
      on + random.int(20),
      { name: random.pick(['Pepperfry', 'IKEA India', 'Sleepwell Furniture']), mcc: '5712', city, rupees: random.between(2_000, 30_000) },
      random,
    );
  }
  if (isFar) resettle(course, on, city);
}

/** Another city, and other works that send the bills. */
function resettle(course: Course, on: number, city: string): void {
  course.moves.push({ from: on, city });
  for (const [key, there] of [
    ['electricity', powerIn(city)],
    ['water', waterIn(city)],
  ] as const) {
    const old = end(course, on, (one) => one.key.startsWith(key));
    if (old) course.obligations.push({ ...old, ...there, key: `${key} ${course.obligations.length}`, from: on, until: null });
  }
}

function haveChild(course: Course, on: number, { payer, random }: { payer: Payer; random: Random }): void {
  course.children += 1;
  const { city, purchases } = payer;
  buy(course, on, { name: 'Cloudnine Hospital', mcc: '8062', city, rupees: random.between(40_000, 140_000) }, random);
  for (let count = 0; count < 6; count += 1) {
    buy(course, on + random.int(90), { name: 'FirstCry Store', mcc: '5641', city, rupees: random.between(600, 9_000) }, random);
  }
  const care = {
    key: `creche ${course.obligations.length}`,
    kind: 'education',
    category: 'education',
    mcc: '8351',
    channel: 'BILLPAY',
  } as const;
  course.obligations.push(
    obligation({ ...care, base: shareOf(purchases, 0.15, 2_000), payee: 'Little Millennium Creche', day: 4, city, from: on + 240 }),
  );
}

function takeLoan(course: Course, on: number, { payer, random }: { payer: Payer; random: Random }): void {
  const minor = shareOf(payer.purchases, random.between(4, 9), 50_000);
  once(
    course,
    on,
    {
      minor,
      channel: 'NEFT',
      description: neft('CR', 'HDB Financial', 'DISBURSAL', random),
      category: 'income',
      counterparty: 'HDB Financial',
    },
    random,
  );
  buy(course, on + 1, { name: 'Maruti Suzuki Arena', mcc: '5511', city: payer.city, rupees: (minor / 100) * 0.97 }, random);
  const emi = {
    key: `car loan ${course.obligations.length}`,
    kind: 'loan',
    category: 'loan',
    channel: 'NACH',
    payee: 'HDB Financial',
  } as const;
  course.obligations.push(
    obligation({ ...emi, base: Math.round(minor / 32 / 100) * 100, day: 3, from: on + 20, until: on + 20 + 36 * 30 }),
  );
}

function retire(course: Course, on: number, { random }: { random: Random }): void {
  const old = end(course, on, ({ kind }) => kind === 'salary');
  if (!old) return;
  const minor = old.base * (8 + random.int(8));
  once(
    course,
    on + 10,
    { minor, channel: 'NEFT', description: neft('CR', old.payee, 'GRATUITY', random), category: 'income', counterparty: old.payee },
    random,
  );
  course.obligations.push({ ...pension(Math.round(old.base * 0.5), on), from: on + 5 });
}

function once({ planned }: Course, on: number, draft: Omit<Draft, 'at' | 'role'>, random: Random): void {
  const made: Draft = { at: within(10 + random.int(9), random), role: 'primary', ...draft, isOwnOddity: true };
  planned.push({ on, make: () => made });
}

interface Bought {
  readonly name: string;
  readonly mcc: string;
  readonly city: string;
  readonly rupees: number;
}

function buy(course: Course, on: number, { name, mcc, city, rupees }: Bought, random: Random): void {
  const category = mcc === '8062' ? 'health' : 'shopping';
  const merchant = biller(name, mcc, { category, city });
  const description = neft('DR', name, '', random);
  once(course, on, { minor: -Math.round(rupees) * RUPEE, channel: 'NEFT', description, category, merchant }, random);
}
