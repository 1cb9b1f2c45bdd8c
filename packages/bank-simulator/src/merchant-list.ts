import type { PurchaseCategory } from './purchase-kinds.ts';

/** `online` sells from one city to all, `chain` is in every city, `local` only in its own. */
export type Reach = 'online' | 'chain' | 'local';

/** Name, merchant category code, where it sells, and the city of those that sell from one. */
export type MerchantRow = readonly [name: string, mcc: string, reach: Reach, city?: string | undefined];

/** Merchants that are bought from, by category. */
export const SHOPS: Record<PurchaseCategory, readonly MerchantRow[]> = {
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
    ["Nature's Basket", '5411', 'chain'],
    ['Ratnadeep Super Market', '5411', 'chain'],
    ['Gupta General Store', '5411', 'local'],
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
    ['Wow! Momo', '5814', 'chain'],
    ['Saravana Bhavan', '5812', 'chain'],
    ['A2B Adyar Ananda', '5812', 'chain'],
    ['Sharma Sweets', '5812', 'local'],
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
    ['Meesho', '5399', 'online', 'Bangalore'],
    ['Ajio', '5651', 'online', 'Mumbai'],
    ['Westside', '5651', 'chain'],
    ['Vijay Sales', '5732', 'chain'],
    ['Tanishq', '5944', 'chain'],
    ['Balaji Hardware', '5251', 'local'],
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
    ['Tata 1mg', '5912', 'online', 'Gurgaon'],
    ['City Medicos', '5912', 'local'],
  ],
  personal: [
    ['Lakme Salon', '7230', 'chain'],
    ['Looks Salon', '7230', 'local'],
    ['Urban Company', '7299', 'online', 'Gurgaon'],
    ['Fabrico Dry Cleaners', '7216', 'local'],
    ['Naturals Salon', '7230', 'chain'],
    ['Royal Hair Cutting', '7230', 'local'],
  ],
};

export const TRAVEL: readonly MerchantRow[] = [
  ['IRCTC', '4112', 'online', 'New Delhi'],
  ['IndiGo', '4511', 'online', 'Gurgaon'],
  ['Air India', '4511', 'online', 'New Delhi'],
  ['MakeMyTrip', '4722', 'online', 'Gurgaon'],
];
export const HOTELS: readonly MerchantRow[] = [
  ['OYO Rooms', '7011', 'chain'],
  ['Taj Hotels', '7011', 'chain'],
  ['Lemon Tree Hotels', '7011', 'chain'],
];
/** Shops abroad: bought from by those who mean to, and by those who have somebody else's card. */
export const ABROAD: readonly (readonly [name: string, mcc: string, city: string, country: string, currency: string])[] = [
  ['Luxe Watches Dubai', '5944', 'Dubai', 'AE', 'AED'],
  ['Electro World', '5732', 'London', 'GB', 'GBP'],
  ['Digital Goods Ltd', '5732', 'Nicosia', 'CY', 'EUR'],
  ['Best Deals Online', '5399', 'New York', 'US', 'USD'],
  ['Etsy Sellers', '5399', 'Dublin', 'IE', 'EUR'],
  ['Lion City Gadgets', '5732', 'Singapore', 'SG', 'SGD'],
  ['Rare Books Co', '5942', 'Boston', 'US', 'USD'],
];
