import { z } from 'zod';
import { type GoalUse, goalsNamed } from '../../domain/goal-use.ts';
import { goalsOf } from '../advice.ts';
import type { Findings, Tool } from '../tool.ts';
import { type GoalFacts, goalFacts } from './goal-facts.ts';

const args = z.object({
  about: z.string().max(500).nullish().describe('words of the goal that is asked for; all goals without them'),
  change: z.boolean().nullish().describe('a goal is to be set or changed: where that is done'),
});

const WHERE = 'You set and change savings goals on Munshi’s page, under Savings goals.';

/** How far the customer is with what they save for. */
export const goalsTool: Tool<z.infer<typeof args>> = {
  name: 'goals',
  description:
    "The customer's savings goals: target and date, saved since it was set, needed a month, what came in a month on average, whether on track.",
  step: 'Looking at your savings goals',
  args,
  async run({ about, change }, { context, pen }) {
    const all = await goalsOf(context);
    const wanted = goalsNamed(all, about ?? '').map((goal) => goalFacts(goal, { context, pen }));
    const [only] = wanted;
    const where = change || only === undefined ? [`${only === undefined ? '' : '\n'}${WHERE}`] : [];
    if (only === undefined) return { sentences: ['You have set no savings goal yet.', ...where], suggestions: SUGGESTIONS };
    const sentences = wanted.length === 1 ? one(only) : ['These are your savings goals:', ...wanted.map(line), ...shared(wanted)];
    return { sentences: [...sentences, ...where], suggestions: SUGGESTIONS } satisfies Findings;
  },
};

const SUGGESTIONS = ['How much did I save last month?', 'How can I save money?', 'What is my balance?'];

function one(facts: GoalFacts): string[] {
  const { name, target, date, start } = facts;
  return [
    `Your goal for ${name.value} is to save ${target.value} by ${date.value}.`,
    ...savedWords(facts).map((words) => `${words}.`),
    stands(facts),
    ...(start === null ? [] : [`On its account ${start.value} was there before you set it.`]),
    ...shared([facts]),
  ];
}

function line(facts: GoalFacts): string {
  const { name, target, date, goal } = facts;
  const [words] = savedWords(facts);
  return `\n• ${name.value}, ${target.value} by ${date.value}: ${words ? `${lower(words)}; ` : ''}${SHORTLY[goal.progress.state]}.`;
}

const SHORTLY: Readonly<Record<GoalUse['progress']['state'], string>> = {
  'on-track': 'on track',
  'off-track': 'not on track',
  reached: 'reached',
  passed: 'its date has passed',
  unknown: 'whether it is on track I can’t tell',
};

function savedWords({ saved, lost }: GoalFacts): string[] {
  if (saved !== null) return [`You have saved ${saved.value} since you set it`];
  return lost === null ? [] : [`There is ${lost.value} less than when you set it`];
}

/** How the months went, and what would be needed. */
function stands({ goal, needed, pace, falling, earlier, missing }: GoalFacts): string {
  const { state, reason } = goal.progress;
  const went =
    pace !== null
      ? `${pace.value} a month came in on average ${pace.when}`
      : falling !== null
        ? `${falling.value} a month went out on average ${falling.when}`
        : null;
  const others = earlier === null ? '' : `, of which your earlier goals on the same account need ${earlier.value}`;
  const asks = needed === null ? '' : `${needed.value} a month is needed from now on`;
  switch (state) {
    case 'reached':
      return 'It is reached.';
    case 'passed':
      return `Its date has passed${missing === null ? '' : `, with ${missing.value} missing`}.`;
    case 'on-track':
      return `You are on track: ${asks}, and ${went}${others}.`;
    case 'off-track':
      return `You are not on track: ${asks}, but ${went}${others}.`;
    case 'unknown':
      return `${UNKNOWN[reason ?? 'few-months']}${asks === '' ? '' : ` ${asks[0]?.toUpperCase()}${asks.slice(1)}.`}`;
  }
}

const UNKNOWN: Readonly<Record<NonNullable<GoalUse['progress']['reason']>, string>> = {
  'no-account': 'I can’t tell whether you are on track: the bank shows me no account of yours that it could be saved in.',
  'no-transactions': 'I can’t tell whether you are on track: the bank has shown me no transaction on its account yet.',
  'few-months': 'I can’t tell yet whether you are on track: there are too few complete months to compare with.',
};

function shared(all: readonly GoalFacts[]): string[] {
  if (!all.some(({ goal }) => goal.isShared)) return [];
  return ['Goals on the same account are filled in the order in which you set them.'];
}

function lower(words: string): string {
  return `${words[0]?.toLowerCase()}${words.slice(1)}`;
}
