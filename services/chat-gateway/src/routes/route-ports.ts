import type { Database } from '@munshi/database/database';
import type { Delivery } from '@munshi/delivery/delivery';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { FastifyRequest } from 'fastify';
import type { CustomerContext } from '../chat/context.ts';
import type { ConversationDesk } from '../chat/conversation-desk.ts';
import type { RateLimit } from '../chat/rate-limit.ts';
import type { Retrieval } from '../chat/retrieval.ts';
import type { Toolbox } from '../chat/toolbox.ts';

/** What the routes need. The customer of a request comes from its token alone. */
export interface RoutePorts {
  readonly database: Database;
  readonly delivery: Pick<Delivery, 'transaction'>;
  readonly desk: ConversationDesk;
  readonly toolbox: Toolbox;
  readonly retrieval: Retrieval;
  readonly messages: RateLimit;
  readonly erasures: { wake(): void };
  readonly clock: Clock;
  readonly logger: Logger;
  /** @throws SignInError */
  customerOf(request: FastifyRequest): Promise<string>;
  openContext(customerId: string): Promise<CustomerContext>;
}
