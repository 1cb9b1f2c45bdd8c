import type { Pipeline } from './frontend-messages.ts';

/**
 * What one backend for all connections cannot do without harm, each measured: COPY FROM STDIN ends the backend for
 * everyone; session settings, named statements and LISTEN reach the other connections; advisory locks are always granted.
 */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/(?:^|;)\s*copy\b[^;]*\b(?:stdin|stdout)\b/i, 'COPY: pass the rows as one JSON parameter'],
  [/(?:^|;)\s*set\s+(?!local\b|transaction\b|constraints\b)/i, 'SET: qualify names, or use SET LOCAL inside a transaction'],
  [/(?:^|;)\s*(?:prepare|deallocate|discard|declare\b[^;]*\bwith\s+hold)\b/i, 'named statements: they would be every connection’s'],
  [/(?:^|;)\s*(?:listen|unlisten)\b/i, 'LISTEN: notifications do not reach the listener'],
  [/\bpg_(?:try_)?advisory_/i, 'advisory locks: they are always granted; lock a row'],
];

/** Why a pipeline must not run on the embedded database; null when it may. */
export function whyRefused(pipeline: Pipeline): string | null {
  if (pipeline.named) return 'named statements: they would be every connection’s';
  for (const text of pipeline.statements) {
    const statement = text.includes('/*') || text.includes('--') ? withoutComments(text) : text;
    const found = REFUSED.find(([pattern]) => pattern.test(statement));
    if (found) return found[1];
  }
  return null;
}

function withoutComments(statement: string): string {
  return statement.replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ');
}

/** A Query message that fails with `feature_not_supported`, in the database itself so that an open transaction fails with it. */
export function refusal(reason: string): Uint8Array {
  const text = `the embedded database does not do ${reason}`.replaceAll("'", "''");
  return queryMessage(`do $refused$ begin raise exception using errcode = '0A000', message = '${text}'; end $refused$`);
}

export function queryMessage(sql: string): Uint8Array {
  const text = Buffer.from(`${sql}\0`);
  const message = Buffer.alloc(5 + text.length);
  message.write('Q');
  message.writeInt32BE(4 + text.length, 1);
  text.copy(message, 5);
  return new Uint8Array(message);
}
