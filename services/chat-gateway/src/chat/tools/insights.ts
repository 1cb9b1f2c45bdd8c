import { z } from 'zod';
import { listAnomalies, listNotifications } from '../../store/notification-repository.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Findings, Tool, ToolRun } from '../tool.ts';

const none = z.object({});
const NOTHING_YET = 'I can’t tell yet: I have not seen enough of your transactions to say.';

/** What analytics wrote is quoted word for word: its figures are its own, with the insight as evidence. */
function quote(pen: Pen, text: string, { fact, asOf, id }: { fact: string; asOf: string; id: string }): string {
  return pen.add({
    fact,
    value: { quote: text },
    period: null,
    asOf,
    evidence: [{ kind: 'insight', id }],
    label: 'What was found, word for word',
  }).value;
}

export const recurringTool: Tool = {
  name: 'recurring',
  description: "The customer's recurring payments and subscriptions as far as they are known.",
  step: 'Looking at your regular payments',
  args: none,
  async run(_args, { context, pen }) {
    const insight = context.states['insights.recurring'];
    if (insight && insight.streams.length > 0) {
      const lines = insight.streams.slice(0, 12).map((stream) => {
        const common = {
          period: null,
          asOf: insight.asOf,
          evidence: stream.transactionIds.map((id) => ({ kind: 'transaction' as const, id })),
        };
        const name = pen.add({
          fact: 'recurring.name',
          value: { name: stream.merchantName },
          label: 'Recurring payment: to whom',
          ...common,
        });
        const amount = pen.add({
          fact: 'recurring.amount',
          value: { ...stream.amount, minor: Math.abs(stream.amount.minor) },
          label: 'Recurring payment',
          ...common,
        });
        const next =
          stream.nextDate === null
            ? null
            : pen.add({ fact: 'recurring.next', value: { date: stream.nextDate }, label: 'Recurring payment: expected next', ...common });
        const cadence = /^[a-z -]{1,20}$/.test(stream.cadence) ? `, ${stream.cadence}` : '';
        return `\n• ${name.value}: ${amount.value}${cadence}${next ? `, next expected on ${next.value}` : ''}.`;
      });
      return { sentences: ['These are the regular payments I know of:', ...lines] };
    }
    return regularFromLedger({ context, pen });
  },
};

/** Until analytics names streams: what the ledger marks as a subscription, by merchant, newest payment of each. */
async function regularFromLedger({ context, pen }: Pick<ToolRun, 'context' | 'pen'>): Promise<Findings> {
  const entries = (await context.entries()).filter(
    ({ role, category, merchantName }) => role === 'spent' && category === 'subscriptions' && merchantName !== null,
  );
  const byMerchant = [...Map.groupBy(entries, ({ merchantName }) => merchantName ?? '')].filter(([, paid]) => paid.length >= 2);
  if (byMerchant.length === 0)
    return {
      sentences: ['I can’t tell: I know of no regular payments of yours yet.'],
      nothing: true,
      suggestions: ['Show my recent transactions'],
    };
  const lines = byMerchant.slice(0, 12).map(([merchant, paid]) => {
    const rows = paid.map(({ row }) => row).sort((left, right) => (left.date < right.date ? 1 : -1));
    const [newest] = rows;
    if (!newest) return '';
    const common = { period: null, asOf: newest.date, evidence: evidenceOf(rows) };
    const name = pen.add({ fact: 'recurring.name', value: { name: merchant }, label: 'Subscription: to whom', ...common });
    const amount = pen.add({
      fact: 'recurring.amount',
      value: { minor: Math.abs(newest.amount.minor), currency: newest.amount.currency },
      label: 'Subscription: newest payment',
      ...common,
    });
    const date = pen.add({
      fact: 'recurring.paid',
      value: { date: newest.date },
      label: 'Subscription: date of the newest payment',
      ...common,
    });
    return `\n• ${name.value}: ${amount.value}, last paid on ${date.value}.`;
  });
  return { sentences: ['I see these subscriptions in your transactions:', ...lines.filter((line) => line !== '')] };
}

export const alertsTool: Tool = {
  name: 'alerts',
  description: "What was unusual about the customer's transactions, and the newest notifications.",
  step: 'Looking at what was unusual',
  args: none,
  async run(_args, { context, pen }) {
    const [anomalies, feed] = [
      await listAnomalies(context.db, context.customerId, 5),
      await listNotifications(context.db, context.customerId, { limit: 3 }),
    ];
    const lines = anomalies.map((anomaly) => {
      const common = {
        period: { from: anomaly.date, to: anomaly.date },
        asOf: anomaly.date,
        evidence: anomaly.transactionIds.map((id) => ({ kind: 'transaction' as const, id })),
      };
      const amount = pen.add({
        fact: 'anomaly.amount',
        value: { ...anomaly.amount, minor: Math.abs(anomaly.amount.minor) },
        label: 'Unusual transaction',
        ...common,
      });
      const date = pen.add({ fact: 'transaction.date', value: { date: anomaly.date }, label: 'Unusual transaction: its date', ...common });
      const name =
        anomaly.merchantName === null
          ? ''
          : ` at ${pen.add({ fact: 'transaction.merchant', value: { name: anomaly.merchantName }, label: 'Unusual transaction: where', ...common }).value}`;
      const [reason] = [...anomaly.reasons].sort((left, right) => right.share - left.share);
      const why = reason ? `: ${quote(pen, reason.text, { fact: 'anomaly.reason', asOf: anomaly.date, id: anomaly.anomalyId })}` : '';
      return `\n• ${amount.value}${name} on ${date.value}${why}.`;
    });
    const told = feed.items
      .filter(({ insight }) => insight.topic !== 'insights.anomalies')
      .map(
        ({ title, createdAt, notificationId }) =>
          `\n• ${quote(pen, title, { fact: 'notification.title', asOf: createdAt, id: notificationId })}.`,
      );
    if (lines.length + told.length === 0)
      return { sentences: ['Nothing unusual: I see no transaction outside your habits, and there is no notification for you.'] };
    return {
      sentences: [
        ...(lines.length > 0 ? ['These transactions stood out against your habits:', ...lines] : []),
        ...(told.length > 0 ? [`${lines.length > 0 ? '\n' : ''}Your newest notifications:`, ...told] : []),
      ],
      suggestions: ['Show my recent transactions'],
    };
  },
};

export const groupsTool: Tool = {
  name: 'groups',
  description: 'Which groups of customers this customer belongs to, and why.',
  step: 'Looking at your habits',
  args: none,
  async run(_args, { context, pen }) {
    const insight = context.states['insights.segments'];
    if (!insight || insight.segments.length === 0) return { sentences: [NOTHING_YET], nothing: true };
    const id = `insights.segments/${context.customerId}`;
    const lines = insight.segments.slice(0, 6).map(({ name, reason }) => {
      const called = pen.add({
        fact: 'segment.name',
        value: { name },
        period: null,
        asOf: insight.asOf,
        evidence: [{ kind: 'insight', id }],
        label: 'Name of a group the customer is in',
      });
      return `\n• ${called.value}: ${quote(pen, reason, { fact: 'segment.reason', asOf: insight.asOf, id })}.`;
    });
    return {
      sentences: ['From how you use your accounts, you are in these groups:', ...lines],
      suggestions: ['Do you have an offer for me?'],
    };
  },
};

export const offersTool: Tool = {
  name: 'offers',
  description: 'Products of the bank that fit this customer, or an honest no offer with the reason.',
  step: 'Looking for what fits you',
  args: none,
  async run(_args, { context, pen }) {
    const insight = context.states['insights.recommendations'];
    if (!insight) return { sentences: [NOTHING_YET], nothing: true };
    const id = `insights.recommendations/${context.customerId}`;
    if (insight.offers.length === 0) {
      const why = insight.noOffer ? ` The reason: ${quote(pen, insight.noOffer, { fact: 'offer.none', asOf: insight.asOf, id })}.` : '';
      return { sentences: [`I have no offer for you now.${why}`] };
    }
    const lines = insight.offers.slice(0, 3).map((offer) => {
      const evidence = offer.evidence.length > 0 ? offer.evidence : [{ kind: 'insight' as const, id }];
      const title = pen.add({
        fact: 'offer.title',
        value: { name: offer.title },
        period: null,
        asOf: insight.asOf,
        evidence,
        label: 'A product that fits',
      });
      const reason = pen.add({
        fact: 'offer.reason',
        value: { quote: offer.reason },
        period: null,
        asOf: insight.asOf,
        evidence,
        label: 'Why it fits, word for word',
      });
      return `\n• ${title.value}: ${reason.value}.`;
    });
    return { sentences: ['This may fit you:', ...lines] };
  },
};

export const forecastTool: Tool = {
  name: 'forecast',
  description: 'The expected balance in the coming days, where analytics forecasts one.',
  step: 'Looking ahead',
  args: none,
  async run(_args, { context, pen }) {
    const insight = context.states['insights.cashflow'];
    const ahead = insight?.days.filter(({ date }) => date > context.today).slice(0, 30) ?? [];
    const last = ahead.at(-1);
    if (!insight || !last)
      return {
        sentences: ['I can’t tell what will be: there is no forecast for you yet, and I don’t guess.'],
        nothing: true,
        suggestions: ['What is my balance?', 'How much did I spend last month?'],
      };
    const common = {
      asOf: insight.asOf,
      evidence: [{ kind: 'insight' as const, id: `insights.cashflow/${context.customerId}` }],
      period: { from: last.date, to: last.date },
    };
    const add = (fact: string, minor: number, label: string) =>
      pen.add({ fact, value: { minor, currency: insight.currency }, label, ...common }).value;
    const date = pen.add({ fact: 'forecast.date', value: { date: last.date }, label: 'Day of the forecast', ...common });
    return {
      sentences: [
        `On ${date.value} your balance is expected to be ${add('balance.expected', last.expected, 'Expected balance')}, between ${add('balance.low', last.low, 'Low end of the forecast')} and ${add('balance.high', last.high, 'High end of the forecast')}.`,
        'It is a forecast from your habits, not a promise.',
      ],
    };
  },
};
