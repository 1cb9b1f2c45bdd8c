import type { AnomalyInsight } from '@munshi/events/insights';
import { z } from 'zod';
import { type FeedItem, listAnomalies, listNotifications } from '../../store/notification-repository.ts';
import type { CustomerContext } from '../context.ts';
import type { Pen } from '../fact-book.ts';
import { quote } from '../quote.ts';
import type { Findings, Tool } from '../tool.ts';
import { addStream } from './stream-facts.ts';

const args = z.object({
  told: z.boolean().nullish().describe('what the customer was told, and why, comes first'),
  twice: z.boolean().nullish().describe('only what seems to have been charged twice'),
});
const SHOWN = 5;
/** So many of the newest are looked through for what was charged twice. */
const LOOKED_THROUGH = 200;

export const alertsTool: Tool<z.infer<typeof args>> = {
  name: 'alerts',
  description: "What was unusual about the customer's transactions, and the newest notifications with their reasons.",
  step: 'Looking at what was unusual',
  args,
  async run({ told, twice }, { context, pen }) {
    if (twice) return twiceOf(context, pen);
    const anomalies = await listAnomalies(context.db, context.customerId, SHOWN);
    const feed = await listNotifications(context.db, context.customerId, { limit: SHOWN });
    const unusual = anomalies.map((anomaly) => anomalyLine(anomaly, pen));
    const shown = told ? feed.items : feed.items.filter(({ insight }) => insight.topic !== 'insights.anomalies');
    const notices = shown.map((item) => noticeLine(item, pen));
    const stoodOut = unusual.length > 0 ? ['These transactions stood out against your habits:', ...unusual] : [];
    const suggestions = ['Show my recent transactions', 'What regular payments do I have?'];
    if (told) {
      const said = notices.length > 0 ? ['Your newest notifications:', ...notices] : ['I have sent you no notification so far.'];
      return { sentences: [...said, ...stoodOut], suggestions };
    }
    if (unusual.length + notices.length === 0)
      return {
        sentences: ['Nothing unusual: I see no transaction outside your habits, and there is no notification for you.'],
        suggestions,
      };
    return { sentences: [...stoodOut, ...(notices.length > 0 ? ['Your newest notifications:', ...notices] : [])], suggestions };
  },
};

async function twiceOf(context: CustomerContext, pen: Pen): Promise<Findings> {
  const anomalies = await listAnomalies(context.db, context.customerId, LOOKED_THROUGH);
  const found = anomalies.filter(({ kind }) => kind === 'duplicate-charge').slice(0, SHOWN);
  const known = new Set(found.flatMap(({ transactionIds }) => transactionIds));
  const insight = context.states['insights.recurring'];
  const doubled = (insight?.streams ?? []).filter(({ doubled: second }) => second != null && !known.has(second));
  const regular = doubled.map((stream) => {
    const { name, amount } = addStream(pen, stream, insight?.asOf ?? context.today);
    return `\n• ${amount.value} to ${name.value}, a regular payment that was made again in the same turn.`;
  });
  const suggestions = ['Show my recent transactions', 'How do I dispute a payment?'];
  if (found.length + regular.length === 0) return { sentences: ['I see no payment that looks like a duplicate.'], suggestions };
  return {
    sentences: ['These look like duplicates:', ...found.map((anomaly) => anomalyLine(anomaly, pen)), ...regular],
    suggestions,
  };
}

function anomalyLine({ date, transactionIds, amount, merchantName, reasons, anomalyId }: AnomalyInsight, pen: Pen): string {
  const common = {
    period: { from: date, to: date },
    asOf: date,
    evidence: transactionIds.map((id) => ({ kind: 'transaction' as const, id })),
  };
  const value = { ...amount, minor: Math.abs(amount.minor) };
  const sum = pen.add({ fact: 'anomaly.amount', value, label: 'Unusual transaction', ...common });
  const day = pen.add({ fact: 'transaction.date', value: { date }, label: 'Unusual transaction: its date', ...common });
  const name =
    merchantName === null
      ? ''
      : ` at ${pen.add({ fact: 'transaction.merchant', value: { name: merchantName }, label: 'Unusual transaction: where', ...common }).value}`;
  const [reason] = [...reasons].sort((left, right) => right.share - left.share);
  const why = reason ? `: ${quote(pen, reason.text, { fact: 'anomaly.reason', asOf: date, id: anomalyId })}` : '';
  return `\n• ${sum.value}${name} on ${day.value}${why}.`;
}

/** Word for word: its figures are proved where it was written. */
function noticeLine({ title, body, createdAt, notificationId }: FeedItem, pen: Pen): string {
  const of = { asOf: createdAt, id: notificationId };
  const day = pen.add({
    fact: 'notification.date',
    value: { date: createdAt.slice(0, 10) },
    period: null,
    asOf: createdAt,
    evidence: [{ kind: 'insight', id: notificationId }],
    label: 'Date of the notification',
  });
  return `\n• ${quote(pen, title, { fact: 'notification.title', ...of })} on ${day.value}: ${quote(pen, body, { fact: 'notification.body', ...of })}`;
}
