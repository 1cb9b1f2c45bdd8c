import { randomUUID } from 'node:crypto';
import { claim } from '@munshi/events/claim';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { TooManyMessagesError } from '../errors.ts';
import { documented, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const body = z.object({ message: z.string(), conversationId: z.string().min(1).max(200).nullish() });
const response = z.looseObject({
  response: z.string(),
  conversationId: z.string(),
  messageId: z.string(),
  claims: z.array(claim),
  sources: z.array(z.object({ documentId: z.string(), title: z.string(), section: z.string().nullable(), excerpt: z.string() })),
  suggestions: z.array(z.string()),
  mode: z.enum(['llm', 'template']),
});

export function registerChat(scope: FastifyInstance, { customerOf, desk, messages }: RoutePorts): void {
  scope.post(
    '/chat',
    { schema: documented({ summary: 'One question, one answer, without streaming', body, response }) },
    async (request) => {
      const customerId = await customerOf(request);
      const { message, conversationId } = parseRequest(body, request.body);
      const wait = messages.take(customerId);
      if (wait > 0) throw new TooManyMessagesError(wait);
      const done = await desk.ask(
        { customerId, text: message, clientId: randomUUID(), conversationId: conversationId ?? null },
        () => undefined,
      );
      const { text, messageId, claims, sources, suggestions, mode } = done;
      return { response: text, conversationId: done.conversationId, messageId, claims, sources, suggestions, mode };
    },
  );
}
