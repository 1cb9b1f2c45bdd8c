import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { tipIdOf } from '../domain/tip-evidence.ts';
import { NotFoundError } from '../errors.ts';
import { giveFeedback, TIPS_TOPIC } from '../store/feedback-repository.ts';
import { statesOf } from '../store/state-repository.ts';
import { documented, idParams, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const params = idParams.extend({ action: z.enum(['dismiss', 'restore']) });
const VALUES = { dismiss: 'dismiss', restore: 'read' } as const;

export function registerTips(scope: FastifyInstance, { customerOf, delivery, clock }: RoutePorts): void {
  const schema = documented({ summary: 'Hides a tip for good, or takes that back', params, status: 204 });
  scope.post('/me/tips/:id/:action', { schema }, async (request, reply) => {
    const customerId = await customerOf(request);
    const { id, action } = parseRequest(params, request.params);
    await delivery.transaction({ customer: [customerId] }, async (unit) => {
      const { 'insights.spending': insight } = await statesOf(unit.tx, customerId);
      const tip = insight?.tips?.find((one) => tipIdOf(one) === id);
      if (!tip) throw new NotFoundError('TIP');
      const target = { topic: TIPS_TOPIC, id };
      await giveFeedback(unit, { customerId, target, value: VALUES[action], key: null, detail: tip.kind, at: clock.now().toISOString() });
    });
    return reply.code(204).send();
  });
}
