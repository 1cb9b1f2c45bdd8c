import { insightsAnomalies } from '@munshi/events/insights';
import { notifications } from '@munshi/events/notification';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { giveFeedback } from '../store/feedback-repository.ts';
import { type FeedItem, listNotifications, markNotification, notificationById } from '../store/notification-repository.ts';
import { documented, idParams, paging, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const params = idParams.extend({ action: z.enum(['read', 'dismiss', 'normal', 'notMe']) });
type Action = z.infer<typeof params>['action'];

export function registerNotifications(scope: FastifyInstance, { customerOf, database, delivery, clock }: RoutePorts): void {
  const listed = documented({ summary: 'The feed, newest first', querystring: paging, response: z.looseObject({}) });
  scope.get('/me/notifications', { schema: listed }, async (request) => {
    const customerId = await customerOf(request);
    return listNotifications(database.sql, customerId, parseRequest(paging, request.query));
  });

  const acted = documented({ summary: 'Read, dismiss, “this is normal for me”, “this was not me”', params, response: z.looseObject({}) });
  scope.post('/me/notifications/:id/:action', { schema: acted }, async (request) => {
    const customerId = await customerOf(request);
    const { id, action } = parseRequest(params, request.params);
    return delivery.transaction({ customer: [customerId] }, async (unit) => {
      const item = await notificationById(unit.tx, customerId, id);
      if (!item) throw new NotFoundError('NOTIFICATION');
      const next = after(item, action);
      await markNotification(unit.tx, customerId, { notificationId: id, ...next });
      const target = { topic: notifications.name, id };
      const about = item.insight.topic === insightsAnomalies.name ? { transactionIds: item.transactionIds } : {};
      const said = { customerId, target, value: action, key: item.key, detail: null, at: clock.now().toISOString() };
      await giveFeedback(unit, { ...said, ...about });
      return { ...item, ...next };
    });
  });
}

function after({ state, feedback }: FeedItem, action: Action): Pick<FeedItem, 'state' | 'feedback'> {
  if (action === 'dismiss') return { state: 'dismissed', feedback };
  if (action === 'read') return { state: state === 'dismissed' ? state : 'read', feedback };
  return { state: state === 'unread' ? 'read' : state, feedback: action };
}
