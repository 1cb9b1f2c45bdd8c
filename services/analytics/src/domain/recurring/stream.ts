import type { CadenceName } from '@munshi/events/cadence';
import type { Category } from '@munshi/events/spending';

/** A recurring payment, in or out. */
export interface Stream {
  /** Stays while the first payment does. */
  readonly streamId: string;
  /** Who is paid or pays: what a later payment is recognised by. */
  readonly payee: string;
  readonly merchantName: string | null;
  readonly category: Category;
  readonly direction: 'in' | 'out';
  readonly cadence: CadenceName;
  /** Early: too few payments to be sure. Ended: what was expected did not come. */
  readonly state: 'early' | 'mature' | 'ended';
  /** What the next one will be: the newest where the price is fixed, else the middle of the newest. Signed as the customer sees it. */
  readonly amount: { readonly minor: number; readonly currency: string };
  /** Least and most of the newest payments, minor units, absolute. */
  readonly range: { readonly low: number; readonly high: number };
  /** Nominal: a weekend may move it. Null once it has ended. */
  readonly nextDate: string | null;
  readonly from: string;
  readonly to: string;
  /** Minor units, absolute. */
  readonly priceRise: { readonly from: number; readonly to: number; readonly date: string } | null;
  /** It was expected and has not come yet. */
  readonly isMissed: boolean;
  /** The newest was paid twice in one turn: the second one's transaction. */
  readonly doubled: string | null;
  /** Of a trial: when the full price is expected. */
  readonly trialEnds: string | null;
  readonly transactionIds: readonly string[];
}
