import type { Intent } from './plan.ts';

export const SUGGESTIONS: readonly string[] = [
  'What is my balance?',
  'How much did I spend last month?',
  'What was my biggest expense this year?',
  'Where did my money go this month?',
];

const CAN_TELL =
  'I can tell you your balance, what you spent (by period, category, shop or account), what you received and saved, your biggest expenses, averages and comparisons, your transactions, your budgets and savings goals, your regular payments and which are due, what lies ahead and how much is safe to spend, what would save you money, what was unusual, and what the bank’s documents say.';
const PROOF = 'Every figure I show can be opened to see the transactions behind it.';

export const CANNOT_DO = 'I can’t do that: I only look things up, and move or change nothing.';

/** What needs no figure. */
export function smallTalk(intent: Intent): readonly string[] {
  switch (intent) {
    case 'greeting':
      return ['Hello!', 'I am Munshi, and I look after the figures of your accounts.', 'What would you like to know?'];
    case 'thanks':
      return ['You are welcome.', 'I am here whenever you want to look something up.'];
    case 'chat':
      return ['All right.', 'What would you like to look up?'];
    case 'elsewhere':
      return ['I can’t tell that: I only know your own accounts and the bank’s documents.', CAN_TELL];
    case 'about':
      return [
        'I am Munshi, a program that reads your accounts and adds up what is there.',
        PROOF,
        'If one looks wrong to you, open it, and ask the bank about what is behind it.',
      ];
    case 'help':
      return [CAN_TELL, PROOF];
    case 'others':
      return ['I can’t tell: I only see your own accounts, and nobody else’s.', 'Ask me anything about yours.'];
    case 'action':
      return [CANNOT_DO, 'The bank’s app or a branch can do it for you.', CAN_TELL];
    default:
      return ['I can’t tell that from your records or the bank’s documents.', CAN_TELL];
  }
}

/** What a question named that is nowhere in the ledger or the calendar. */
export function strangeName(words: string | null): readonly string[] {
  return [
    words === null
      ? 'I can’t tell: I find no such shop, person, category or time in your records.'
      : `I can’t tell: I find no shop, person, category or time called “${words}” in your records.`,
    'Ask by a name as it stands in your transactions, by a category such as groceries, dining out, fuel or shopping, or by a month or date.',
  ];
}

export function unreadable(question: string): readonly string[] {
  const isGreeting = question.length < 25 && /नमस्|प्रणाम|வணக்கம்|নমস্কার/u.test(question);
  return [...(isGreeting ? ['Hello, I am Munshi!'] : []), 'I can only read questions in English or plain Hindi, for now.', CAN_TELL];
}

/** Written in letters that no rule here reads. */
export function isUnreadable(question: string): boolean {
  const letters = question.match(/\p{L}/gu)?.length ?? 0;
  const latin = question.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return letters > 0 && latin / letters < 0.5;
}
