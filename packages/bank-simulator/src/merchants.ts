import type { Category } from '@munshi/events/spending';
import { ABROAD, HOTELS, type MerchantRow, type Reach, SHOPS, TRAVEL } from './merchant-list.ts';
import { terminalName } from './narration.ts';
import { PURCHASE_CATEGORIES, type PurchaseCategory } from './purchase-kinds.ts';
import { fractionOf, normalQuantile } from './random.ts';

/** A merchant, as a branch of it is paid. */
export interface Merchant {
  readonly id: string;
  readonly name: string;
  /** As its terminals send it. */
  readonly terminal: string;
  /** The name that the bank reports for a payment, where it is not the merchant's own. */
  readonly shown?: string;
  readonly mcc: string;
  readonly category: Category;
  readonly reach: Reach;
  readonly city: string | null;
  readonly country: string;
  /** Among merchants of its kind, standard normal: a restaurant dear, a tea stall cheap. */
  readonly level: number;
}

const shops = new Map(
  PURCHASE_CATEGORIES.map((category) => [category, spreadOut(SHOPS[category].map((row) => toMerchant(row, category)))]),
);
export const TRAVEL_SELLERS: readonly Merchant[] = TRAVEL.map((row) => toMerchant(row, 'travel'));
export const HOTEL_CHAINS: readonly Merchant[] = HOTELS.map((row) => toMerchant(row, 'travel'));

export interface ForeignMerchant {
  readonly merchant: Merchant;
  readonly currency: string;
}

/** Merchants abroad with the currency they ask. */
export const FOREIGN_MERCHANTS: readonly ForeignMerchant[] = ABROAD.map(([name, mcc, city, country, currency]) => ({
  merchant: { ...toMerchant([name, mcc, 'local'], 'shopping'), city, country },
  currency,
}));

/** A merchant that bills regularly. */
export function biller(name: string, mcc: string, at: { readonly category: Category; readonly city: string | null }): Merchant {
  return toMerchant([name, mcc, 'online', at.city ?? undefined], at.category);
}

export function shopsOf(category: PurchaseCategory): readonly Merchant[] {
  return shops.get(category) ?? [];
}

/** So many are paid that each is made once. */
const branches = new WeakMap<Merchant, Map<string, Merchant>>();

/** The branch that a customer in a city pays at. */
export function branchIn(merchant: Merchant, city: string): Merchant {
  if (merchant.city !== null) return merchant;
  const ofMerchant = branches.get(merchant) ?? new Map<string, Merchant>();
  if (ofMerchant.size === 0) branches.set(merchant, ofMerchant);
  const known = ofMerchant.get(city);
  if (known) return known;
  const branch = { ...merchant, city, id: merchant.reach === 'chain' ? merchant.id : merchantId(`${merchant.name}/${city}`) };
  ofMerchant.set(city, branch);
  return branch;
}

/** Gives the merchants of one kind levels that are spread as a normal distribution: dear and cheap balance in every kind. */
function spreadOut(merchants: readonly Merchant[]): Merchant[] {
  const order = [...merchants].sort((one, other) => fractionOf('merchant level', one.name) - fractionOf('merchant level', other.name));
  return order.map((merchant, rank) => ({ ...merchant, level: normalQuantile((rank + 0.5) / order.length) }));
}

function toMerchant([name, mcc, reach, city]: MerchantRow, category: Category): Merchant {
  return { id: merchantId(name), name, terminal: terminalName(name), mcc, category, reach, city: city ?? null, country: 'IN', level: 0 };
}

function merchantId(name: string): string {
  return `M${String(Math.floor(fractionOf('merchant id', name) * 9e7) + 1e7)}`;
}
