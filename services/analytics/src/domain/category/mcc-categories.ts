import type { Category } from '@munshi/events/spending';

type Range = readonly [from: number, to: number, category: Category];

/**
 * Merchant category codes as ranges, in order, without overlap; what is in none says nothing of a category.
 * After the public list of the codes (ISO 18245 with the card networks' own ranges 3000 to 3999).
 */
const RANGES: readonly Range[] = [
  [742, 742, 'personal'],
  [763, 780, 'shopping'],
  [1520, 1799, 'shopping'],
  [2741, 2842, 'shopping'],
  [3000, 3838, 'travel'],
  [4011, 4011, 'travel'],
  [4111, 4111, 'transport'],
  [4112, 4112, 'travel'],
  [4119, 4119, 'health'],
  [4121, 4131, 'transport'],
  [4214, 4225, 'shopping'],
  [4411, 4457, 'travel'],
  [4468, 4468, 'transport'],
  [4511, 4723, 'travel'],
  [4784, 4789, 'transport'],
  [4812, 4821, 'telecom'],
  [4829, 4829, 'transfer'],
  [4899, 4899, 'subscriptions'],
  [4900, 4900, 'utilities'],
  [5013, 5111, 'shopping'],
  [5122, 5122, 'health'],
  [5131, 5169, 'shopping'],
  [5172, 5172, 'fuel'],
  [5192, 5399, 'shopping'],
  [5411, 5499, 'groceries'],
  [5511, 5532, 'shopping'],
  [5533, 5533, 'transport'],
  [5541, 5542, 'fuel'],
  [5551, 5735, 'shopping'],
  [5811, 5814, 'dining'],
  [5815, 5815, 'subscriptions'],
  [5816, 5816, 'entertainment'],
  [5817, 5818, 'subscriptions'],
  [5832, 5832, 'shopping'],
  [5912, 5912, 'health'],
  [5921, 5921, 'groceries'],
  [5931, 5950, 'shopping'],
  [5960, 5960, 'insurance'],
  [5961, 5961, 'shopping'],
  [5962, 5962, 'travel'],
  [5963, 5967, 'shopping'],
  [5968, 5968, 'subscriptions'],
  [5969, 5974, 'shopping'],
  [5975, 5976, 'health'],
  [5977, 5978, 'shopping'],
  [5983, 5983, 'utilities'],
  [5992, 5999, 'shopping'],
  [6010, 6011, 'cash'],
  [6012, 6012, 'loan'],
  [6051, 6051, 'transfer'],
  [6211, 6211, 'investment'],
  [6300, 6399, 'insurance'],
  [6513, 6513, 'rent'],
  [6540, 6540, 'transfer'],
  [7011, 7033, 'travel'],
  [7210, 7273, 'personal'],
  [7276, 7276, 'fees'],
  [7277, 7299, 'personal'],
  [7311, 7339, 'shopping'],
  [7342, 7349, 'utilities'],
  [7361, 7361, 'fees'],
  [7372, 7379, 'subscriptions'],
  [7392, 7399, 'shopping'],
  [7511, 7511, 'fuel'],
  [7512, 7519, 'travel'],
  [7523, 7549, 'transport'],
  [7622, 7699, 'shopping'],
  [7800, 7802, 'entertainment'],
  [7829, 7996, 'entertainment'],
  [7997, 7997, 'subscriptions'],
  [7998, 7999, 'entertainment'],
  [8011, 8099, 'health'],
  [8111, 8111, 'fees'],
  [8211, 8351, 'education'],
  [8398, 8398, 'gifts'],
  [8641, 8641, 'subscriptions'],
  [8651, 8661, 'gifts'],
  [8675, 8675, 'transport'],
  [8699, 8699, 'subscriptions'],
  [8734, 8734, 'health'],
  [8911, 8999, 'fees'],
  [9211, 9223, 'fees'],
  [9311, 9311, 'taxes'],
  [9399, 9402, 'fees'],
];

/** The spending category of a merchant category code; null for a code that tells nothing. */
export function categoryOfMcc(mcc: string): Category | null {
  const code = Number(mcc);
  let low = 0;
  let high = RANGES.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to, category] = RANGES[middle] as Range;
    if (code < from) high = middle - 1;
    else if (code > to) low = middle + 1;
    else return category;
  }
  return null;
}
