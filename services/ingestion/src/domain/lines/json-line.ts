import type { Rejection } from '../rejection.ts';
import { flawOf } from './csv-rows.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object of a JSON line. */
export function parseJsonLine(line: Buffer): { readonly value: JsonObject } | { readonly rejection: Rejection } {
  const flaw = flawOf(line);
  if (flaw) return { rejection: flaw };
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    if (isObject(value)) return { value };
  } catch {
    return { rejection: { code: 'JSON_INVALID', message: 'the line is not one JSON object' } };
  }
  return { rejection: { code: 'NOT_AN_OBJECT', message: 'the line is JSON, but not an object' } };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
