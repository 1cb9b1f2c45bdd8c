import type { Bus, Subscription } from '@munshi/bus/bus';
import type { TopicDefinition } from '@munshi/events/topic';
import { within } from './within.ts';

const FRESH_MS = 500;
const LIMIT_MS = 2_000;

/** How far behind a service is. */
export interface ServiceLag {
  /** Of its whole group; null where the bus does not answer in time. */
  messages(): Promise<number | null>;
  /** Of the lanes of this process; null before it consumes. */
  seconds(): number | null;
}

export function createServiceLag(messages: () => Promise<number | null>, subscription: () => Subscription | undefined): ServiceLag {
  return {
    messages,
    seconds() {
      const consuming = subscription();
      if (consuming === undefined) return null;
      const since = consuming.waitingSince();
      // The record's time is its publisher's clock.
      return since === null ? 0 : Math.max(0, (Date.now() - since) / 1000);
    },
  };
}

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
