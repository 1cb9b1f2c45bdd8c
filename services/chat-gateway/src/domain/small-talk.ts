import type { Intent } from './plan.ts';

export const SUGGESTIONS: readonly string[] = [
  'What is my balance?',
  'How much did I spend last month?',
  'What was my biggest expense this year?',
  'Where did my money go this month?',
];

const CAN_TELL =
  'I can tell you your balance, what you spent (by period, category, shop or account), what you received, your biggest expenses, how that compares, your transactions, your regular payments, what was unusual, and what the bank’s documents say.';

/** What needs no figure. */
export function smallTalk(intent: Intent): readonly string[] {
  switch (intent) {
    case 'greeting':
      return ['Hello!', 'I am Munshi, and I look after the figures of your accounts.', 'What would you like to know?'];
    case 'thanks':
      return ['You are welcome.', 'I am here whenever you want to look something up.'];
    case 'help':
      return [CAN_TELL, 'Every figure I show can be opened to see the transactions behind it.'];
    case 'others':
      return ['I can’t tell: I only see your own accounts, and nobody else’s.', 'Ask me anything about yours.'];
    default:
      return ['I can’t tell that from your records or the bank’s documents.', CAN_TELL];
  }
}

export const UNKNOWN_NAME: readonly string[] = [
  'I can’t tell: I find no such shop, person or category among your transactions.',
  'Ask by a name as it stands in your transactions, or by a category such as groceries, dining out, fuel or shopping.',
];

export const NOT_ENGLISH: readonly string[] = ['I can only read questions in English for now.', CAN_TELL];

/** Written in letters that no rule here reads. */
export function isUnreadable(question: string): boolean {
  const letters = question.match(/\p{L}/gu)?.length ?? 0;
  const latin = question.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return letters > 0 && latin / letters < 0.5;
}
