import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { jsonRows } from './json-rows.ts';
import type { Page } from './transaction-list.ts';

/** Most that is kept: the oldest conversation gives way, a full one takes no more. */
export const MOST_CONVERSATIONS = 200;
export const MOST_MESSAGES = 500;

export interface AcceptedMessage {
  readonly customerId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly clientId: string;
  readonly question: string;
  /** The process that answers, and until when nobody else may. */
  readonly owner: string;
  readonly leaseUntil: Date;
  readonly now: Date;
}

export type Acceptance =
  | { readonly kind: 'accepted'; readonly seq: number; readonly context: unknown }
  | { readonly kind: 'repeated'; readonly messageId: string; readonly seq: number }
  | { readonly kind: 'unknown' | 'busy' | 'full' | 'reused' };

/** Opens a conversation with its first message, or adds one to it, under the lock of its row. */
export async function acceptMessage(tx: SqlTransaction, message: AcceptedMessage, isNew: boolean): Promise<Acceptance> {
  const { customerId, conversationId, now } = message;
  if (isNew) await openConversation(tx, message);
  const { rows } = await sql<{ last_seq: number; context: unknown }>`
    update gateway.conversations set last_seq = last_seq + 1, updated_at = ${now}
    where customer_id = ${customerId} and conversation_id = ${conversationId} returning last_seq, context`.execute(tx);
  const [conversation] = rows;
  if (!conversation) return { kind: 'unknown' };
  const refusal = isNew ? null : await refusalOf(tx, message);
  if (refusal) {
    await sql`update gateway.conversations set last_seq = last_seq - 1
      where customer_id = ${customerId} and conversation_id = ${conversationId}`.execute(tx);
    return refusal;
  }
  await sql`
    insert into gateway.messages (customer_id, conversation_id, message_id, client_id, seq, question, owner, lease_until, created_at)
    values (${customerId}, ${conversationId}, ${message.messageId}, ${message.clientId}, ${conversation.last_seq}, ${message.question},
      ${message.owner}, ${message.leaseUntil}, ${now})`.execute(tx);
  return { kind: 'accepted', seq: conversation.last_seq, context: conversation.context };
}

async function openConversation(tx: SqlTransaction, { customerId, conversationId, question, now }: AcceptedMessage): Promise<void> {
  await sql`
    insert into gateway.conversations (customer_id, conversation_id, title, created_at, updated_at)
    values (${customerId}, ${conversationId}, ${[...question].slice(0, 80).join('')}, ${now}, ${now})`.execute(tx);
  const { rows } = await sql<{ conversation_id: string }>`
    select conversation_id from gateway.conversations where customer_id = ${customerId}
    order by updated_at desc offset ${MOST_CONVERSATIONS}`.execute(tx);
  for (const { conversation_id } of rows) await deleteConversation(tx, customerId, conversation_id);
}

async function refusalOf(tx: SqlTransaction, message: AcceptedMessage): Promise<Acceptance | null> {
  const { rows } = await sql<{ message_id: string; seq: number; same: boolean; question: string; busy: boolean }>`
    select message_id, seq, client_id = ${message.clientId} as same, question,
      answer is null and lease_until > ${message.now} as busy
    from gateway.messages where customer_id = ${message.customerId} and conversation_id = ${message.conversationId}`.execute(tx);
  const repeated = rows.find(({ same }) => same);
  if (repeated) {
    return repeated.question === message.question
      ? { kind: 'repeated', messageId: repeated.message_id, seq: repeated.seq }
      : { kind: 'reused' };
  }
  if (rows.some(({ busy }) => busy)) return { kind: 'busy' };
  return rows.length >= MOST_MESSAGES ? { kind: 'full' } : null;
}

export interface StoredFrame {
  readonly seq: number;
  readonly frame: unknown;
}

export interface FramesOf {
  readonly customerId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly now: Date;
}

/** Stores frames that are about to be sent. False when the conversation is gone. */
export async function appendFrames(db: Sql, of: FramesOf, frames: readonly StoredFrame[]): Promise<boolean> {
  const { rows } = await sql<{ seq: number }>`
    with c as (
      update gateway.conversations set last_seq = ${frames.at(-1)?.seq ?? 0}
      where customer_id = ${of.customerId} and conversation_id = ${of.conversationId} returning conversation_id)
    insert into gateway.frames (customer_id, conversation_id, seq, message_id, created_at, frame)
    select ${of.customerId}, c.conversation_id, r.seq, ${of.messageId}, ${of.now}::timestamptz, r.frame
    from c, json_to_recordset(${jsonRows(frames)}::json) as r(seq integer, frame json) returning seq`.execute(db);
  return rows.length > 0;
}

export async function pruneFrames(db: Sql, { customerId, conversationId }: { customerId: string; conversationId: string }, before: Date) {
  await sql`
    delete from gateway.frames where customer_id = ${customerId} and conversation_id = ${conversationId}
      and created_at < ${before}`.execute(db);
}

export async function framesAfter(db: Sql, customerId: string, { conversationId, afterSeq }: { conversationId: string; afterSeq: number }) {
  const { rows } = await sql<{ seq: number; frame: unknown }>`
    select seq, frame from gateway.frames where customer_id = ${customerId} and conversation_id = ${conversationId}
      and seq > ${afterSeq} order by seq`.execute(db);
  return rows;
}

export interface UnansweredMessage {
  readonly messageId: string;
  readonly question: string;
  readonly isOwned: boolean;
}

/** The conversation's last sequence number and the message that still waits for its answer. Null: no such conversation. */
export async function conversationState(
  db: Sql,
  customerId: string,
  { conversationId, now }: { conversationId: string; now: Date },
): Promise<{ lastSeq: number; context: unknown; unanswered: UnansweredMessage | null } | null> {
  const { rows } = await sql<{ last_seq: number; context: unknown; message_id: string | null; question: string; owned: boolean }>`
    select c.last_seq, c.context, m.message_id, m.question, m.lease_until > ${now} as owned
    from gateway.conversations c left join gateway.messages m
      on m.customer_id = c.customer_id and m.conversation_id = c.conversation_id and m.answer is null
    where c.customer_id = ${customerId} and c.conversation_id = ${conversationId} order by m.seq desc limit 1`.execute(db);
  const [row] = rows;
  if (!row) return null;
  const unanswered = row.message_id === null ? null : { messageId: row.message_id, question: row.question, isOwned: row.owned };
  return { lastSeq: row.last_seq, context: row.context, unanswered };
}

/** Takes a message whose answerer died. False when somebody else has it. */
export async function takeOver(
  db: Sql,
  customerId: string,
  { messageId, owner, leaseUntil, now }: { messageId: string; owner: string; leaseUntil: Date; now: Date },
): Promise<boolean> {
  const { rows } = await sql<{ message_id: string }>`
    update gateway.messages set owner = ${owner}, lease_until = ${leaseUntil}
    where customer_id = ${customerId} and message_id = ${messageId} and answer is null and lease_until <= ${now}
    returning message_id`.execute(db);
  return rows.length > 0;
}

export interface StoredClaim {
  readonly claimId: string;
  readonly recipe: unknown;
  readonly claim: unknown;
}

/** The answer, its claims and what the next question may refer to. */
export async function storeAnswer(
  tx: SqlTransaction,
  of: FramesOf,
  { answer, claims, context }: { answer: unknown; claims: readonly StoredClaim[]; context: unknown },
): Promise<void> {
  await sql`
    update gateway.messages set answer = ${jsonRows(answer)}::json, owner = null, lease_until = null
    where customer_id = ${of.customerId} and message_id = ${of.messageId}`.execute(tx);
  await sql`
    update gateway.conversations set context = ${jsonRows(context)}::json, updated_at = ${of.now}
    where customer_id = ${of.customerId} and conversation_id = ${of.conversationId}`.execute(tx);
  if (claims.length === 0) return;
  await sql`
    insert into gateway.claims (customer_id, claim_id, conversation_id, recipe, claim)
    select ${of.customerId}, r.claim_id, c.conversation_id, r.recipe, r.claim
    from gateway.conversations c, json_to_recordset(${jsonRows(claims.map(({ claimId, ...rest }) => ({ claim_id: claimId, ...rest })))}::json)
      as r(claim_id text, recipe json, claim json)
    where c.customer_id = ${of.customerId} and c.conversation_id = ${of.conversationId}
    on conflict do nothing`.execute(tx);
}

export async function findClaim(db: Sql, customerId: string, claimId: string): Promise<{ recipe: unknown; claim: unknown } | null> {
  const { rows } = await sql<{ recipe: unknown; claim: unknown }>`
    select recipe, claim from gateway.claims where customer_id = ${customerId} and claim_id = ${claimId}`.execute(db);
  return rows[0] ?? null;
}

export async function isOwnMessage(db: Sql, customerId: string, messageId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from gateway.messages where customer_id = ${customerId} and message_id = ${messageId}`.execute(db);
  return rows.length > 0;
}

export interface ConversationItem {
  readonly conversationId: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function listConversations(
  db: Sql,
  customerId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<ConversationItem>> {
  const before = cursor === undefined ? null : (decodeCursor(cursor, 1)[0] ?? '');
  const { rows } = await sql<{ conversation_id: string; title: string; created_at: Date; updated_at: Date }>`
    select conversation_id, title, created_at, updated_at from gateway.conversations
    where customer_id = ${customerId} and (${before}::timestamptz is null or updated_at < ${before}::timestamptz)
    order by updated_at desc limit ${limit + 1}`.execute(db);
  const items = rows.slice(0, limit).map((row) => ({
    conversationId: row.conversation_id,
    title: row.title,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }));
  return { items, nextCursor: rows.length > limit ? encodeCursor([items.at(-1)?.updatedAt ?? '']) : null };
}

export async function readConversation(db: Sql, customerId: string, conversationId: string) {
  const { rows } = await sql<{ title: string; created_at: Date; updated_at: Date; last_seq: number }>`
    select title, created_at, updated_at, last_seq from gateway.conversations
    where customer_id = ${customerId} and conversation_id = ${conversationId}`.execute(db);
  const [conversation] = rows;
  if (!conversation) return null;
  const messages = await sql<{ message_id: string; question: string; answer: unknown; created_at: Date }>`
    select message_id, question, answer, created_at from gateway.messages
    where customer_id = ${customerId} and conversation_id = ${conversationId} order by seq`.execute(db);
  return {
    conversationId,
    title: conversation.title,
    createdAt: conversation.created_at.toISOString(),
    updatedAt: conversation.updated_at.toISOString(),
    lastSeq: conversation.last_seq,
    messages: messages.rows.map((row) => ({
      messageId: row.message_id,
      question: row.question,
      answer: row.answer,
      createdAt: row.created_at.toISOString(),
    })),
  };
}

/** False when there was none. */
export async function deleteConversation(tx: SqlTransaction, customerId: string, conversationId: string): Promise<boolean> {
  for (const table of ['frames', 'messages', 'claims'] as const) {
    await sql`delete from ${sql.id('gateway', table)}
      where customer_id = ${customerId} and conversation_id = ${conversationId}`.execute(tx);
  }
  const { rows } = await sql`
    delete from gateway.conversations where customer_id = ${customerId} and conversation_id = ${conversationId} returning 1`.execute(tx);
  return rows.length > 0;
}
