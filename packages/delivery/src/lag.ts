import type { Bus } from '@munshi/bus/bus';
import type { TopicDefinition } from '@munshi/events/topic';
import { within } from './within.ts';

const FRESH_MS = 500;
const LIMIT_MS = 2_000;

/** How far behind a group is: asked at most twice a second, null where the bus does not answer in time. */
export function createLag(bus: Bus, group: string, topics: readonly TopicDefinition[]): () => Promise<number | null> {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<number | null> = Promise.resolve(null);

  async function ask(): Promise<number | null> {
    const messages = bus.lag(group, topics).then((lag) => lag.messages);
    return (await within(LIMIT_MS, messages).catch(() => null)) ?? null;
  }

  return () => {
    const now = performance.now();
    if (now - asked > FRESH_MS) {
      asked = now;
      answer = ask();
    }
    return answer;
  };
}
