import type { Instant } from '@munshi/events/calendar-date';
import type { MomentInsight } from '@munshi/events/insights';
import type { Notification } from '@munshi/events/notification';
import type { Fact, FactValue } from '@munshi/facts/fact';
import { hoursAfter, type Message } from './message.ts';

interface Template {
  readonly severity: Notification['severity'];
  readonly title: string;
  readonly body: string;
  /** What is worth telling of what once happened, and of what is so for a while. */
  readonly hours: number;
}

const SOON = 48;
const WEEK = 7 * 24;

/** What is said of each kind; a text refers to facts that its moments have. `[[…]]` stands only where its facts are there. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  'low-balance': {
    severity: 'warning',
    title: 'Money may run short by {{date}}',
    body: 'You have {{balance}} in your accounts. With your usual payments, about {{short}} may be missing from {{date}} on, before money comes in again.',
    hours: SOON,
  },
  'bill-due': {
    severity: 'warning',
    title: '[[{{name}}: ]]{{amount}} is due on {{date}}',
    body: '{{amount}}[[ for {{name}}]] is expected on {{date}}. You have {{balance}}, and other payments come before it: it may not be covered.',
    hours: SOON,
  },
  'budget-at-risk': {
    severity: 'advice',
    title: 'Your budget for {{category}}',
    body: 'You have spent {{spent}} of {{limit}} for {{category}} this month.[[ That is {{over}} above it.]][[ At your usual pace it will be {{expected}} by the end of the month.]]',
    hours: WEEK,
  },
  'budget-kept': {
    severity: 'info',
    title: 'Budget for {{category}} kept',
    body: 'You spent {{spent}} of {{limit}} for {{category}} last month.',
    hours: WEEK,
  },
  'savings-goal-off-track': {
    severity: 'advice',
    title: 'Your savings goal {{name}}',
    body: '[[You have saved {{saved}} of {{target}} for {{name}}. ]][[There is {{lost}} less than when you set {{target}} for {{name}} as your goal. ]]To be there by {{date}}, {{needed}} a month would have to come in.[[ In the past months it was {{pace}} a month.]][[ In the past months {{falling}} a month went out.]][[ Your earlier goals need {{earlier}} a month.]]',
    hours: WEEK,
  },
  'savings-goal-on-track': {
    severity: 'info',
    title: 'On track for {{name}}',
    body: 'You have saved {{saved}} of {{target}} for {{name}}. If {{pace}} a month keeps coming in as in the past months, you are there by {{date}}.',
    hours: WEEK,
  },
  'savings-goal-reached': {
    severity: 'info',
    title: 'Savings goal reached: {{name}}',
    body: 'You have saved {{saved}} for {{name}}: your goal of {{target}} by {{date}} is reached.',
    hours: WEEK,
  },
  'price-rise': {
    severity: 'advice',
    title: '[[{{name}}: ]]a higher price',
    body: 'The price[[ of {{name}}]] rose from {{before}} to {{after}}, {{more}} more each time.',
    hours: WEEK,
  },
  'duplicate-charge': {
    severity: 'warning',
    title: 'Charged twice?',
    body: '{{amount}}[[ at {{name}}]] was charged again on {{date}}. If this was not you, tell us.',
    hours: SOON,
  },
  refund: {
    severity: 'info',
    title: 'Refund of {{amount}}',
    body: '{{amount}} came back[[ from {{name}}]] on {{date}}.',
    hours: SOON,
  },
  salary: {
    severity: 'info',
    title: 'Your salary is in',
    body: '{{amount}}[[ from {{name}}]] came in on {{date}}.',
    hours: SOON,
  },
  'salary-late': {
    severity: 'advice',
    title: 'Your usual income has not come yet',
    body: '{{amount}}[[ from {{name}}]] was expected on {{date}} and is not there yet.',
    hours: WEEK,
  },
  'unusual-spending': {
    severity: 'advice',
    title: 'More than usual for {{category}}',
    body: 'You have spent {{spent}} for {{category}} this month. A usual month takes {{usual}}.',
    hours: WEEK,
  },
  'idle-cash': {
    severity: 'advice',
    title: 'Money that lies idle',
    body: 'About {{idle}} in your savings is beyond a reserve for three months of your spending.',
    hours: WEEK,
  },
  fee: {
    severity: 'info',
    title: 'A fee of {{amount}}',
    body: '{{amount}} was charged as a fee[[ by {{name}}]] on {{date}}.',
    hours: SOON,
  },
  'subscription-ended': {
    severity: 'info',
    title: '[[{{name}}: ]]no payment any more',
    body: 'A regular payment[[ to {{name}}]] was last made on {{date}} and has not come since.',
    hours: WEEK,
  },
  'trial-ending': {
    severity: 'advice',
    title: '[[{{name}}: ]]a trial ends',
    body: 'Your trial[[ of {{name}}]] seems to end on {{date}}. From then on the full price is due.',
    hours: WEEK,
  },
};

/** What a customer is told of a moment; null of a kind that this version does not know. */
export function momentMessage(moment: MomentInsight, occurredAt: Instant): Message | null {
  const template = TEMPLATES[moment.kind];
  if (template === undefined) return null;
  const facts = moment.facts.map((fact) => toFact(fact, moment, occurredAt));
  const names = new Set(facts.map(({ id }) => id));
  const expiry = hoursAfter(occurredAt, template.hours);
  return {
    customerId: moment.customerId,
    insight: { topic: 'insights.moments', id: moment.momentId },
    kind: `moment.${moment.kind}`,
    severity: template.severity,
    title: withKnown(template.title, names),
    body: withKnown(template.body, names),
    facts,
    key: moment.key,
    bucket: moment.bucket,
    occurredAt,
    expiresAt: Date.parse(moment.staleAfter) < Date.parse(expiry) ? new Date(moment.staleAfter).toISOString() : expiry,
    transactionIds: moment.evidence.filter(({ kind }) => kind === 'transaction').map(({ id }) => id),
  };
}

/** Leaves out the parts in double brackets whose facts are not there. */
function withKnown(template: string, names: ReadonlySet<string>): string {
  return template.replaceAll(/\[\[(.*?)\]\]/g, (_all, part: string) => {
    const needed = [...part.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
    return needed.every((name) => names.has(name)) ? part : '';
  });
}

function toFact({ name, value, evidence, ...fact }: MomentInsight['facts'][number], moment: MomentInsight, occurredAt: Instant): Fact {
  return {
    id: name,
    fact: fact.fact ?? `moment.${name}`,
    value: typeof value === 'string' ? { name: value } : (value as FactValue),
    ...(fact.unit === undefined ? {} : { unit: fact.unit }),
    period: fact.period ?? null,
    asOf: fact.asOf ?? occurredAt.slice(0, 10),
    evidence: evidence ?? moment.evidence,
    label: fact.label ?? name,
  };
}
