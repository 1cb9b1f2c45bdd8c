import { type Claim, claim as claimSchema, type Evidence } from '@munshi/events/claim';
import { claimOf } from '@munshi/facts/compose';
import type { Fact } from '@munshi/facts/fact';
import { createWriter, writeValue } from '@munshi/facts/write';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createFactBook } from '../chat/fact-book.ts';
import { NotFoundError } from '../errors.ts';
import { findClaim } from '../store/conversation-repository.ts';
import { notificationWithClaim } from '../store/notification-repository.ts';
import { transactionsById } from '../store/transaction-list.ts';
import { documented, idParams, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const recipeSchema = z.object({ tool: z.string(), args: z.unknown(), key: z.string() });

/** A claim computed anew from the ledger as it is now, with all its evidence and the transactions behind it. */
export function registerClaims(scope: FastifyInstance, ports: RoutePorts): void {
  const schema = documented({
    summary: 'A claim recomputed, with all its evidence',
    params: idParams,
    response: z.looseObject({ ...claimSchema.shape, evidence: z.array(z.unknown()) }),
  });
  scope.get('/me/claims/:id', { schema }, async (request) => {
    const customerId = await ports.customerOf(request);
    const { id } = parseRequest(idParams, request.params);
    const found = (await fromAnswer(ports, customerId, id)) ?? (await fromNotification(ports, customerId, id));
    if (!found) throw new NotFoundError('CLAIM');
    const ids = found.evidence.flatMap((evidence) => (evidence.kind === 'transaction' ? [evidence.id] : []));
    return { ...found, transactions: await transactionsById(ports.database.sql, customerId, ids) };
  });
}

type Recomputed = Claim & { readonly shown: Claim['value']; readonly changed: boolean; readonly recomputed: boolean };

async function fromAnswer(ports: RoutePorts, customerId: string, claimId: string): Promise<Recomputed | null> {
  const stored = await findClaim(ports.database.sql, customerId, claimId);
  if (!stored) return null;
  const shown = stored.claim as Claim;
  const recipe = recipeSchema.safeParse(stored.recipe);
  const fact = recipe.success ? await recompute(ports, customerId, recipe.data) : null;
  if (!fact) return { ...shown, shown: shown.value, changed: false, recomputed: false };
  const context = await ports.openContext(customerId);
  const now = claimOf(fact, writeValue(fact, createWriter(context.locale)), claimId);
  const evidence = [...fact.evidence] as Evidence[];
  return { ...now, evidence, shown: shown.value, changed: JSON.stringify(now.value) !== JSON.stringify(shown.value), recomputed: true };
}

async function recompute(
  { toolbox, openContext }: RoutePorts,
  customerId: string,
  { tool: name, args, key }: z.infer<typeof recipeSchema>,
): Promise<Fact | null> {
  const tool = toolbox.byName(name);
  if (!tool) return null;
  const book = createFactBook();
  await toolbox.use(tool, args, { context: await openContext(customerId), book, signal: AbortSignal.timeout(10_000) });
  return book.facts.find(({ id }) => book.recipeOf(id)?.key === key) ?? null;
}

/** What notification computed is shown as it was; its transactions are read anew. */
async function fromNotification({ database }: RoutePorts, customerId: string, claimId: string): Promise<Recomputed | null> {
  const notification = await notificationWithClaim(database.sql, customerId, claimId);
  const shown = notification?.claims.find(({ id }) => id === claimId);
  return shown ? { ...shown, shown: shown.value, changed: false, recomputed: false } : null;
}
