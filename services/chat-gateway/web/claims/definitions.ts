/** What a kind of figure is, in the words of the definitions that the figures are computed by; and whether its rows add up to it. */
export interface Definition {
  readonly name: string;
  readonly says: string;
  readonly isSum: boolean;
}

const SPENDING =
  'Posted money out, less refunds. Transfers between your own accounts, card-bill payments and reversed payments do not count.';

const GOAL = 'What was posted on the accounts of the goal since the day on which you set it, in and out.';
const PACE = 'What was posted on the accounts of the goal in the last complete months, in and out, over their number.';

const DEFINITIONS: readonly (readonly [prefix: string, definition: Definition])[] = [
  ['spending.total', { name: 'Total spent', says: SPENDING, isSum: true }],
  ['spending.category', { name: 'Spent in a category', says: SPENDING, isSum: true }],
  ['spending.merchant-name', { name: 'A name', says: 'As it stands in your transactions.', isSum: false }],
  ['spending.merchant', { name: 'Spent at one merchant', says: SPENDING, isSum: true }],
  ['spending.pending', { name: 'Still pending', says: 'Money out that the bank has not posted yet. It is in no total.', isSum: true }],
  [
    'spending.count',
    { name: 'Payments counted', says: 'Purchases in the total; a refund lowers the total and is no payment.', isSum: false },
  ],
  ['spending.biggest', { name: 'A single expense', says: `One transaction. ${SPENDING}`, isSum: true }],
  ['spending.average', { name: 'An average', says: SPENDING, isSum: false }],
  ['spending.not-enriched', { name: 'Not categorised yet', says: 'They count, as uncategorised.', isSum: false }],
  ['spending', { name: 'Spending', says: SPENDING, isSum: false }],
  [
    'income.total',
    { name: 'Total received', says: 'Posted money in, without refunds and transfers between your own accounts.', isSum: true },
  ],
  ['income', { name: 'Income', says: 'Posted money in, without refunds and transfers between your own accounts.', isSum: false }],
  ['balance', { name: 'Balance', says: 'The newest balance that the bank reported, and the amounts posted after it.', isSum: false }],
  ['transaction.amount', { name: 'One transaction', says: 'As the bank reported it.', isSum: true }],
  ['transaction', { name: 'From your transactions', says: 'As the bank reported them.', isSum: false }],
  ['budget.limit', { name: 'Your budget', says: 'The limit that you set for a month.', isSum: false }],
  [
    'budget.proposed',
    {
      name: 'A proposed budget',
      says: 'Your usual month in this category, rounded up. Its payments of past months are below.',
      isSum: false,
    },
  ],
  ['budget', { name: 'How a budget stands', says: `The limit, and what was spent of it. ${SPENDING}`, isSum: false }],
  ['goal.saved', { name: 'Saved for a goal', says: GOAL, isSum: true }],
  [
    'goal.saved-after',
    { name: 'Saved for a goal', says: `${GOAL} What earlier goals on the same account hold is taken off.`, isSum: false },
  ],
  ['goal.lost', { name: 'Less than at the start of a goal', says: GOAL, isSum: true }],
  [
    'goal.needed',
    {
      name: 'Needed a month',
      says: 'What is missing, over the months that end by the date. This month counts as still to come or as done, whichever asks for less.',
      isSum: false,
    },
  ],
  ['goal.pace', { name: 'What comes in a month', says: PACE, isSum: false }],
  ['goal.falling', { name: 'What goes out a month', says: PACE, isSum: false }],
  [
    'goal',
    { name: 'A savings goal', says: 'As you set it, and what was on its accounts when the day began on which you did.', isSum: false },
  ],
  [
    'tip',
    { name: 'What could be saved', says: 'In twelve months, if nothing else changes. The payments that show it are below.', isSum: false },
  ],
  ['recurring', { name: 'A regular payment', says: 'Found in your transactions by its rhythm.', isSum: false }],
  ['habit', { name: 'What is usual for you', says: 'Learnt from your own transactions.', isSum: false }],
  ['anomaly', { name: 'Unusual', says: 'Compared with what is usual for you.', isSum: false }],
  ['forecast', { name: 'A forecast', says: 'From your balance and your regular payments. It may turn out otherwise.', isSum: false }],
  ['document', { name: 'From a document', says: 'Word for word from the bank’s documents.', isSum: false }],
];

const OTHER: Definition = { name: 'A figure', says: 'Computed from your records.', isSum: false };

export function definitionOf(fact: string): Definition {
  return DEFINITIONS.find(([prefix]) => fact === prefix || fact.startsWith(`${prefix}.`))?.[1] ?? OTHER;
}
