import { customer } from '@munshi/events/customer';
import { document } from '@munshi/events/document';
import { transaction } from '@munshi/events/transaction';
import { z } from 'zod';
import { RECORD_KINDS, type RecordKind } from '../domain/entry.ts';

/** JSON schema for the OpenAPI document; records are checked one by one, so that one bad record refuses only itself. */
function described(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
}

export const RECORD_SCHEMAS: Readonly<Record<RecordKind, Record<string, unknown>>> = {
  transactions: described(transaction),
  customers: described(customer),
  documents: described(document),
};

const count = { type: 'integer', minimum: 0 };
const counts = { type: 'object', additionalProperties: count };
const money = { type: 'object', properties: { minor: { type: 'integer' }, currency: { type: 'string' } } };

export const ANSWER_SCHEMA = {
  description: 'Stored on the bus. `duplicates` were known already and changed nothing.',
  type: 'object',
  properties: {
    accepted: count,
    repaired: count,
    duplicates: count,
    rejected: {
      type: 'array',
      items: { type: 'object', properties: { index: count, code: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

export const JOB_SCHEMA = {
  description: 'A job. read = accepted + rejected + duplicates; repaired is part of accepted; sums are of absolute amounts.',
  type: 'object',
  properties: {
    jobId: { type: 'string', format: 'uuid' },
    state: { type: 'string', enum: ['queued', 'running', 'done', 'failed'] },
    kind: { type: 'string', enum: [...RECORD_KINDS] },
    live: { type: 'boolean' },
    fileName: { type: 'string' },
    bytes: count,
    bytesRead: count,
    read: count,
    accepted: count,
    repaired: count,
    rejected: count,
    duplicates: count,
    sums: { type: 'array', items: money },
    period: { type: 'object', nullable: true, properties: { from: { type: 'string' }, to: { type: 'string' } } },
    rowsPerSecond: { ...count, nullable: true },
    repairs: counts,
    rejections: counts,
    rejectsFile: { type: 'string', nullable: true },
    conflictingProfiles: { type: 'object', properties: { count, customerIds: { type: 'array', items: { type: 'string' } } } },
    error: { type: 'object', nullable: true, properties: { code: { type: 'string' }, message: { type: 'string' } } },
    createdAt: { type: 'string', format: 'date-time' },
    finishedAt: { type: 'string', format: 'date-time', nullable: true },
  },
};

export const PROBLEM_SCHEMA = {
  description: 'A problem, application/problem+json',
  type: 'object',
  properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' } },
};
