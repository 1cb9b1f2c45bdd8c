import { isObject, type JsonObject } from '../lines/json-line.ts';
import type { Row } from './reading.ts';
import type { Sample } from './sample.ts';

/** How deep names go: `customer.address.city`. */
const DEEPEST_NAME = 4;

/** A JSON object as a row of a table: what a column of that name would hold. A field of an object within it is named by its path, `customer.id`. */
export function jsonRow(value: JsonObject): Row {
  return (name) => textOf(fieldOf(value, name));
}

/** JSON objects as a table, whose columns are all of their fields. */
export function sampleOfObjects(values: readonly JsonObject[]): Sample {
  const columns = [...new Set(values.flatMap((value) => namesIn(value, DEEPEST_NAME)))];
  return { columns, rows: values.map((value) => columns.map((name) => textOf(fieldOf(value, name)) ?? '')) };
}

function fieldOf(value: JsonObject, name: string): unknown {
  if (Object.hasOwn(value, name)) return value[name];
  const point = name.indexOf('.');
  if (point < 0) return undefined;
  const outer = name.slice(0, point);
  const inner = Object.hasOwn(value, outer) ? value[outer] : undefined;
  return isObject(inner) ? fieldOf(inner, name.slice(point + 1)) : undefined;
}

function textOf(field: unknown): string | undefined {
  if (typeof field === 'string') return field;
  return typeof field === 'number' || typeof field === 'boolean' ? String(field) : undefined;
}

function namesIn(value: JsonObject, depth: number): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (!isObject(field)) return Array.isArray(field) ? [] : [name];
    return depth > 1 ? namesIn(field, depth - 1).map((inner) => `${name}.${inner}`) : [];
  });
}
