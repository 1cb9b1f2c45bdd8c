import type { CustomerState, StateTopic } from '../customer/customer-state.ts';

/** Versions of the rules that make the states. Raised with a rule: after the next rebuild the states that differ are said anew. */
export const STATE_RULES: Readonly<Record<StateTopic, number>> = {
  spending: 1,
  recurring: 1,
  cashflow: 1,
  segments: 1,
  churn: 1,
  recommendations: 1,
};

/** Says the hash of a content with the version of its rule; the first versions did not say theirs. */
export function hashUnder(topic: StateTopic, hash: string): string {
  return STATE_RULES[topic] === 1 ? hash : `${STATE_RULES[topic]}.${hash}`;
}

export function contentOf(hash: string): string {
  return hash.slice(hash.indexOf('.') + 1);
}

/** Topics that were said last under another version of their rule. */
export function outdatedTopics({ said }: CustomerState): StateTopic[] {
  return (Object.keys(STATE_RULES) as StateTopic[]).filter((topic) => {
    const hash = said[topic]?.hash;
    return hash !== undefined && hash !== hashUnder(topic, contentOf(hash));
  });
}

/** Lets a topic be looked at again, whatever the day; changes `state`. */
export function lookAgain(state: CustomerState, topic: StateTopic): void {
  const said = state.said[topic];
  if (said !== undefined) state.said[topic] = { ...said, asOf: '' };
}
