import { z } from 'zod';
import { quote } from '../quote.ts';
import type { Tool } from '../tool.ts';

const none = z.object({});
const NOTHING_YET = 'I can’t tell yet: I have not seen enough of your transactions to say.';

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
