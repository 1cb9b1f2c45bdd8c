import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AppError } from '@munshi/service-kit/errors';
import type { z } from 'zod';

/** The rows of a JSONL file. @throws AppError `FILE_INVALID` naming the file and the line */
export async function readJsonLines<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>[]> {
  if (!existsSync(file)) throw invalid(`${file} does not exist.`);
  const rows: z.output<Schema>[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    const row = schema.safeParse(jsonOf(text.replace(/^\ufeff/, ''), `${file}:${line}`));
    if (!row.success)
      throw invalid(`${file}:${line}: ${row.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`);
    rows.push(row.data);
  }
  if (rows.length === 0) throw invalid(`${file} holds nothing.`);
  return rows;
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`${where}: is not JSON.`);
  }
}

export function invalid(message: string): AppError {
  return new AppError(message, { code: 'FILE_INVALID', failure: 'invalid' });
}
