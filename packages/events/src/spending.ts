/** Spending categories: the closed list of ids, with the words for them in English. */
export const CATEGORIES = {
  groceries: 'groceries',
  dining: 'dining out',
  fuel: 'fuel',
  transport: 'transport',
  travel: 'travel',
  shopping: 'shopping',
  entertainment: 'entertainment',
  subscriptions: 'subscriptions',
  utilities: 'utilities',
  telecom: 'phone and internet',
  rent: 'rent',
  health: 'health',
  education: 'education',
  insurance: 'insurance',
  loan: 'loan payments',
  investment: 'investments',
  cash: 'cash withdrawals',
  fees: 'fees and charges',
  taxes: 'taxes',
  gifts: 'gifts and donations',
  personal: 'personal care',
  transfer: 'transfers',
  salary: 'salary',
  interest: 'interest',
  income: 'other income',
  uncategorised: 'uncategorised',
} as const;

export type Category = keyof typeof CATEGORIES;

export const isCategory = (id: string): id is Category => Object.hasOwn(CATEGORIES, id);
