import type { Database } from '@munshi/database/database';
import type { Logger } from '@munshi/service-kit/logger';
import { notificationById } from '../store/notification-repository.ts';
import type { CustomerSocket } from './customer-socket.ts';

export const MOST_CONNECTIONS = 10;
const SWEEP_MS = 15_000;
const RETRIES_MS = [50, 100, 200, 400, 800, 1600, 3200];

/** The open sockets of this process, by customer. */
export interface Hub {
  /** False when the customer has too many. */
  add(customerId: string, socket: CustomerSocket): boolean;
  remove(customerId: string, socket: CustomerSocket): void;
  /** The store may have a notification that sockets have not sent; `notificationId` when it certainly will have. */
  wake(customerId: string, notificationId?: string): void;
  /** Ends every session of a customer. */
  end(customerId: string): void;
  readonly connections: number;
  start(): void;
  /** Says goodbye and closes. */
  close(): void;
}

export function createHub({ database, logger }: { readonly database: Database; readonly logger: Logger }): Hub {
  const sockets = new Map<string, Set<CustomerSocket>>();
  let sweep: NodeJS.Timeout | undefined;
  let closed = false;

  /** Another process may store it after this one was woken: asks until it is there. */
  async function waitFor(customerId: string, notificationId: string): Promise<void> {
    for (const pause of RETRIES_MS) {
      if (closed || !sockets.has(customerId)) return;
      const stored = await notificationById(database.sql, customerId, notificationId).catch(() => null);
      if (stored) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    for (const socket of sockets.get(customerId) ?? []) socket.push();
  }

  return {
    add(customerId, socket) {
      const own = sockets.get(customerId) ?? new Set();
      if (own.size >= MOST_CONNECTIONS) return false;
      sockets.set(customerId, own.add(socket));
      return true;
    },
    remove(customerId, socket) {
      const own = sockets.get(customerId);
      own?.delete(socket);
      if (own?.size === 0) sockets.delete(customerId);
    },
    wake(customerId, notificationId) {
      const own = sockets.get(customerId);
      if (!own || closed) return;
      if (notificationId !== undefined) waitFor(customerId, notificationId).catch((error) => logger.warn({ err: error }, 'a wake failed'));
      else for (const socket of own) socket.push();
    },
    end(customerId) {
      for (const socket of sockets.get(customerId) ?? []) socket.close(4401, 'session ended');
    },
    get connections() {
      return [...sockets.values()].reduce((sum, own) => sum + own.size, 0);
    },
    start() {
      // What woke nobody, because this process missed it, is found here.
      sweep = setInterval(() => {
        for (const own of sockets.values()) for (const socket of own) socket.push();
      }, SWEEP_MS);
      sweep.unref();
    },
    close() {
      closed = true;
      clearInterval(sweep);
      for (const own of sockets.values()) for (const socket of own) socket.goodbye();
    },
  };
}
