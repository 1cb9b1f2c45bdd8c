import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { RequestInvalidError } from '../errors.ts';

/** A value of a schema. @throws RequestInvalidError naming every field that is wrong */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new RequestInvalidError(problems.join('; '));
}

export interface Documented {
  readonly summary: string;
  readonly querystring?: z.ZodType;
  readonly params?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
  readonly status?: number;
}

/** A route's part of the OpenAPI document. It describes; `parseRequest` is what checks. */
export function documented({ summary, querystring, params, body, response, status = 200 }: Documented): FastifySchema {
  const schema: object = {
    summary,
    tags: ['gateway'],
    ...(querystring ? { querystring: toJsonSchema(querystring, 'input') } : {}),
    ...(params ? { params: toJsonSchema(params, 'input') } : {}),
    ...(body ? { body: toJsonSchema(body, 'input') } : {}),
    ...(response ? { response: { [status]: { description: summary, ...toJsonSchema(response, 'output') } } } : {}),
  };
  return schema as FastifySchema;
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

export const paging = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const idParams = z.object({ id: z.string().min(1).max(300) });
