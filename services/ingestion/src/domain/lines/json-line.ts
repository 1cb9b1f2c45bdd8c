import type { Rejection } from '../rejection.ts';
import { flawOf } from './csv-rows.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper nesting is refused: no record needs it. */
const DEEPEST = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The object of a JSON line. An integer that a number cannot hold exactly is given as its text, so that it keeps every digit. */
export function parseJsonLine(line: Buffer): { readonly value: JsonObject } | { readonly rejection: Rejection } {
  const flaw = flawOf(line);
  if (flaw) return { rejection: flaw };
  if (isDeep(line)) return { rejection: { code: 'JSON_TOO_DEEP', message: `the line is nested more than ${DEEPEST} deep` } };
  try {
    const value = parseExactly(line.toString('utf8'));
    if (isObject(value)) return { value };
  } catch {
    return { rejection: { code: 'JSON_INVALID', message: 'the line is not one JSON object' } };
  }
  return { rejection: { code: 'NOT_AN_OBJECT', message: 'the line is JSON, but not an object' } };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONG_NUMBER = /[\d.]{16}/;

/** `JSON.parse` rounds long numbers; the slower way round is gone only where there may be one. */
function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && !isExact(value, source) ? source : value;
  });
}

function isExact(value: number, source: string): boolean {
  return /^-?\d+$/.test(source) ? Number.isSafeInteger(value) : source.replace(/[^\d]/g, '').length <= 15 || String(value) === source;
}

function isDeep(line: Buffer): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}
