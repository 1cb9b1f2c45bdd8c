import { z } from 'zod';
import { categoryWords } from '../../domain/category-words.ts';
import { type ProvedTip, tipsOf } from '../advice.ts';
import type { Pen } from '../fact-book.ts';
import { quote } from '../quote.ts';
import type { Tool } from '../tool.ts';

const args = z.object({});
const SUGGESTIONS = ['What regular payments do I have?', 'What are my budgets?', 'Where did my money go this month?'];

export const tipsTool: Tool<z.infer<typeof args>> = {
  name: 'tips',
  description: 'What would save the customer money: how much in a year, shown by which payments, and how much work it is.',
  step: 'Looking for what would save you money',
  args,
  async run(_args, { context, pen }) {
    const insight = context.states['insights.spending'];
    if (!insight) return { sentences: ['I can’t tell yet: I have not seen enough of your transactions to say.'], nothing: true };
    const tips = await tipsOf(context);
    const lines = tips.map((tip) => `\n• ${lineOf(tip, { pen, asOf: insight.asOf })}`);
    const care = insight.noTips
      ? careful(quote(pen, insight.noTips, { fact: 'tip.none', asOf: insight.asOf, id: context.customerId }))
      : [];
    if (lines.length > 0) return { sentences: [...care, 'This would save you money:', ...lines], suggestions: SUGGESTIONS };
    if (care.length > 0)
      return { sentences: care, suggestions: ['Which bills are due?', 'Will I run out of money before my next salary?'] };
    return {
      sentences: ['I see nothing now that would save you much: no fees, no price rises and no spending far above your usual.'],
      suggestions: SUGGESTIONS,
    };
  },
};

/** Somebody whose money runs short is not told to spend less. */
function careful(reason: string): string[] {
  return [
    `Money seems to be tight: ${reason}.`,
    'So I have no advice to spend less. What often helps is to talk to the bank early, about a bill or an instalment, before it is missed.',
  ];
}

function lineOf({ kind, about, name, saving, evidence }: ProvedTip, { pen, asOf }: { pen: Pen; asOf: string }): string {
  const common = { period: null, asOf, evidence };
  const amount = pen.add({ fact: 'tip.saving', value: saving, label: 'Saved in a year', ...common });
  const named = (): string =>
    name === ''
      ? 'a regular payment'
      : pen.add({ fact: 'recurring.name', value: { name }, label: 'Recurring payment: to whom', ...common }).value;
  switch (kind) {
    case 'fees':
      return `Fees: the bank’s fees come to about ${amount.value} in a year. A call to the bank may spare you some of them.`;
    case 'price-rise':
      return `A higher price: at the former price of ${named()} you would pay about ${amount.value} less in a year. A call may get it back.`;
    case 'several-subscriptions':
      return `You have several subscriptions. Ending ${named()}, the dearest, would save about ${amount.value} in a year. It takes minutes.`;
    case 'above-usual': {
      const words = categoryWords(about);
      return `${words[0]?.toUpperCase()}${words.slice(1)}: your last complete months were well above your usual. Back at the usual you would save about ${amount.value} in a year. It takes a change of habit.`;
    }
  }
}
