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
  const value = tryParse(line.toString('utf8'));
  if (value === undefined) return { rejection: { code: 'JSON_INVALID', message: 'the line is not one JSON object' } };
  if (isObject(value)) return { value };
  return { rejection: { code: 'NOT_AN_OBJECT', message: 'the line is JSON, but not an object' } };
}

/** Undefined for what is no JSON. */
function tryParse(text: string): unknown {
  for (const attempt of [text, withoutWords]) {
    try {
      return parseExactly(typeof attempt === 'string' ? attempt : attempt(text));
    } catch {}
  }
  return undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TEXT_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;
const JSON_OF_WORD: Readonly<Record<string, string>> = { NaN: 'null', Infinity: '"Infinity"', '-Infinity': '"-Infinity"' };

/** The words that Python's JSON has for figures that are none, as a pickle's are read: unknown, or a text that is no figure. */
function withoutWords(text: string): string {
  return text.replace(TEXT_OR_WORD, (found) => JSON_OF_WORD[found] ?? found);
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
