import type { Category } from '@munshi/events/spending';
import { PURCHASE_CATEGORIES, type PurchaseCategory } from './amounts.ts';
import { fractionOf, normalQuantile } from './random.ts';

/** A merchant, as a branch of it is paid. */
export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly mcc: string;
  readonly category: Category;
  /** `online` sells from one city to all, `chain` is in every city, `local` only in its own. */
  readonly reach: 'online' | 'chain' | 'local';
  readonly city: string | null;
  readonly country: string;
  /** Among merchants of its kind, standard normal: a restaurant dear, a tea stall cheap. */
  readonly level: number;
}

type Row = readonly [name: string, mcc: string, reach: Merchant['reach'], city?: string | undefined];

/** Merchants that are bought from, by category. */
const SHOPS: Record<PurchaseCategory, readonly Row[]> = {
  groceries: [
    ['DMart', '5411', 'chain'],
    ['Reliance Fresh', '5411', 'chain'],
    ['More Supermarket', '5411', 'chain'],
    ["Spencer's Retail", '5411', 'chain'],
    ['BigBasket', '5411', 'online', 'Bangalore'],
    ['Blinkit', '5411', 'online', 'Gurgaon'],
    ['Zepto', '5411', 'online', 'Mumbai'],
    ['Shree Ganesh Kirana', '5411', 'local'],
    ['Krishna Provision Store', '5411', 'local'],
    ['Mother Dairy', '5451', 'local'],
    ['Sabzi Mandi Fresh', '5499', 'local'],
  ],
  dining: [
    ['Swiggy', '5812', 'online', 'Bangalore'],
    ['Zomato', '5812', 'online', 'Gurgaon'],
    ["Domino's Pizza", '5814', 'chain'],
    ["McDonald's", '5814', 'chain'],
    ['Cafe Coffee Day', '5814', 'chain'],
    ["Haldiram's", '5812', 'chain'],
    ['Barbeque Nation', '5812', 'chain'],
    ['Sagar Ratna', '5812', 'local'],
    ['Chai Point', '5814', 'local'],
    ['Punjabi Dhaba', '5812', 'local'],
    ['Udupi Krishna Bhavan', '5812', 'local'],
    ["L'Opéra Café", '5814', 'local'],
    ['श्री गणेश भोजनालय', '5812', 'local'],
  ],
  transport: [
    ['Uber India', '4121', 'online', 'Mumbai'],
    ['Ola Cabs', '4121', 'online', 'Bangalore'],
    ['Rapido', '4121', 'online', 'Bangalore'],
    ['Metro Rail Recharge', '4111', 'local'],
    ['City Bus Pass', '4131', 'local'],
    ['Park+ FASTag', '4784', 'online', 'Gurgaon'],
  ],
  fuel: [
    ['Indian Oil', '5541', 'local'],
    ['HP Petrol Pump', '5541', 'local'],
    ['Bharat Petroleum', '5541', 'local'],
    ['Shell', '5542', 'local'],
  ],
  shopping: [
    ['Amazon India', '5399', 'online', 'Bangalore'],
    ['Flipkart', '5399', 'online', 'Bangalore'],
    ['Myntra', '5651', 'online', 'Bangalore'],
    ['Nykaa', '5977', 'online', 'Mumbai'],
    ['Lifestyle', '5311', 'chain'],
    ['Shoppers Stop', '5311', 'chain'],
    ['Croma', '5732', 'chain'],
    ['Reliance Digital', '5732', 'chain'],
    ['Decathlon', '5941', 'chain'],
    ['Bata', '5661', 'chain'],
    ["Rock 'n' Rôle; Söhne & Co", '5651', 'local'],
    ['Saree Palace', '5621', 'local'],
    ['Crossword Bookstore', '5942', 'chain'],
  ],
  entertainment: [
    ['BookMyShow', '7922', 'online', 'Mumbai'],
    ['PVR INOX', '7832', 'chain'],
    ['Wonderla', '7996', 'local'],
    ['Smaaash', '7994', 'chain'],
    ['Steam Games', '5816', 'online', 'Mumbai'],
  ],
  health: [
    ['Apollo Pharmacy', '5912', 'chain'],
    ['MedPlus', '5912', 'chain'],
    ['PharmEasy', '5912', 'online', 'Mumbai'],
    ['Dr Lal PathLabs', '8071', 'chain'],
    ['Fortis Hospital', '8062', 'local'],
    ['Smile Dental Clinic', '8021', 'local'],
  ],
  personal: [
    ['Lakme Salon', '7230', 'chain'],
    ['Looks Salon', '7230', 'local'],
    ['Urban Company', '7299', 'online', 'Gurgaon'],
    ['Fabrico Dry Cleaners', '7216', 'local'],
  ],
};

const TRAVEL: readonly Row[] = [
  ['IRCTC', '4112', 'online', 'New Delhi'],
  ['IndiGo', '4511', 'online', 'Gurgaon'],
  ['Air India', '4511', 'online', 'New Delhi'],
  ['MakeMyTrip', '4722', 'online', 'Gurgaon'],
];
const HOTELS: readonly Row[] = [
  ['OYO Rooms', '7011', 'chain'],
  ['Taj Hotels', '7011', 'chain'],
  ['Lemon Tree Hotels', '7011', 'chain'],
];
/** Where a stolen card is tried: abroad, or where this customer never goes. */
const ABROAD: readonly (readonly [name: string, mcc: string, city: string, country: string, currency: string])[] = [
  ['Luxe Watches Dubai', '5944', 'Dubai', 'AE', 'AED'],
  ['Electro World', '5732', 'London', 'GB', 'GBP'],
  ['Digital Goods Ltd', '5732', 'Nicosia', 'CY', 'EUR'],
  ['Best Deals Online', '5399', 'New York', 'US', 'USD'],
];

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

/** The branch that a customer in a city pays at. */
export function branchIn(merchant: Merchant, city: string): Merchant {
  if (merchant.city !== null) return merchant;
  return { ...merchant, city, id: merchant.reach === 'chain' ? merchant.id : merchantId(`${merchant.name}/${city}`) };
}

/** Gives the merchants of one kind levels that are spread as a normal distribution: dear and cheap balance in every kind. */
function spreadOut(merchants: readonly Merchant[]): Merchant[] {
  const order = [...merchants].sort((one, other) => fractionOf('merchant level', one.name) - fractionOf('merchant level', other.name));
  return order.map((merchant, rank) => ({ ...merchant, level: normalQuantile((rank + 0.5) / order.length) }));
}

function toMerchant([name, mcc, reach, city]: Row, category: Category): Merchant {
  return { id: merchantId(name), name, mcc, category, reach, city: city ?? null, country: 'IN', level: 0 };
}

function merchantId(name: string): string {
  return `M${String(Math.floor(fractionOf('merchant id', name) * 9e7) + 1e7)}`;
}
