import type { Bus } from '@munshi/bus/bus';
import { decodeEvent, type MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { SignJWT } from 'jose';

/** A running system as its users see it, wherever and however it runs. */
export interface System {
  readonly url: string;
  readonly ingestionUrl: string;
  readonly operatorToken: string;
  tokenOf(customerId: string): Promise<string>;
  /** Events of a topic from now on, as a downstream system hears them. */
  listen<Data>(topic: TopicDefinition<Data>): Promise<readonly MunshiEvent<Data>[]>;
  stop(): Promise<void>;
}

export const SECRETS = {
  AUTH_SECRET: 'scenario-auth-secret-0123456789abcdef',
  OPERATOR_TOKEN: 'scenario-operator-token-0123456789abcdef',
  PSEUDONYM_SECRET: 'scenario-pseudonym-secret-0123456789abcdef',
} as const;

/** A token as the bank's identity provider would sign it. */
export function signToken(customerId: string, secret: string = SECRETS.AUTH_SECRET): Promise<string> {
  return new SignJWT({ scope: 'customer' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(customerId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}

export async function listenOn<Data>(bus: Bus, topic: TopicDefinition<Data>): Promise<readonly MunshiEvent<Data>[]> {
  const heard: MunshiEvent<Data>[] = [];
  await bus.subscribeEvery({
    topics: [topic as TopicDefinition],
    onRecord: (record) => heard.push(decodeEvent(topic, record)),
    onCrash: (error) => {
      throw error;
    },
  });
  return heard;
}
