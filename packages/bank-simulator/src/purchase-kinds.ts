/** How far each kind of purchase lies above or below the usual one, in standard deviations, how often it happens, and how dear it gets. */
export const PURCHASES = {
  groceries: { level: 0.1, weight: 0.27, most: 0.985 },
  dining: { level: -0.3, weight: 0.23, most: 0.98 },
  transport: { level: -0.85, weight: 0.12, most: 0.95 },
  fuel: { level: 0.35, weight: 0.09, most: 0.96 },
  shopping: { level: 0.65, weight: 0.14, most: 1 },
  entertainment: { level: -0.05, weight: 0.05, most: 0.985 },
  health: { level: 0.3, weight: 0.055, most: 1 },
  personal: { level: 0.05, weight: 0.045, most: 0.98 },
} as const;
export type PurchaseCategory = keyof typeof PURCHASES;

export const PURCHASE_CATEGORIES = Object.keys(PURCHASES) as PurchaseCategory[];
