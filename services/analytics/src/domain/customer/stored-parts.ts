import type { RecentPayment } from '../anomaly/recent-payments.ts';
import type { CustomerMoments } from '../features/customer-windows.ts';
import type { CustomerState, Said } from './customer-state.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';

/** The parts of a state that do not grow with its history, as they are kept since version 3. */
export interface SmallParts {
  readonly moments: Record<string, readonly [at: string, minor: string]>;
  readonly recent: readonly (readonly [string, number, number, string | null, string | null, city?: string | null])[];
  readonly alerted: Record<string, string>;
  readonly said: Partial<Record<keyof CustomerState['said'], readonly [sequence: number, hash: string, asOf: string]>>;
}

type Parts = Pick<CustomerState, keyof SmallParts>;

export function packSmallParts({ moments, recent, alerted, said }: Parts): SmallParts {
  return {
    moments: mapValues(moments, ({ at, minor }) => [packRising(at), packIntegers(minor)] as const),
    recent: recent.map(({ transactionId, at, minor, accountId, merchantId, city }) => [
      transactionId,
      at,
      minor,
      accountId,
      merchantId,
      city,
    ]),
    alerted: mapValues(alerted, ({ at, times }) => packIntegers([at, times])),
    said: mapValues(said as Record<string, Said>, ({ sequence, hash, asOf }) => [sequence, hash, asOf] as const),
  };
}

export function unpackSmallParts({ moments, recent, alerted, said }: SmallParts): Parts {
  return {
    moments: mapValues(moments, ([gaps, minor]): CustomerMoments => ({ at: unpackRising(gaps), minor: unpackIntegers(minor) })),
    recent: recent.map(
      ([transactionId, at, minor, accountId, merchantId, city = null]): RecentPayment => ({
        transactionId,
        at,
        minor,
        accountId,
        merchantId,
        city,
      }),
    ),
    alerted: mapValues(alerted, (text) => {
      const [at = 0, times = 0] = unpackIntegers(text);
      return { at, times };
    }),
    said: mapValues(
      said as Record<string, readonly [number, string, string]>,
      ([sequence, hash, asOf]): Said => ({ sequence, hash, asOf }),
    ),
  };
}

/** Integers that rise, as the gaps between them. */
export function packRising(integers: readonly number[]): string {
  return packIntegers(integers.map((integer, index) => integer - (integers[index - 1] ?? 0)));
}

export function unpackRising(text: string): number[] {
  let sum = 0;
  return unpackIntegers(text).map((gap) => {
    sum += gap;
    return sum;
  });
}

export function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
