import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '@munshi/service-kit/errors';
import { parse } from 'csv-parse';

/** A labelled card payment in the format of the fraud handbook (`TX_DATETIME` without a zone is read as UTC). */
export interface CardPayment {
  readonly transactionId: string;
  readonly customerId: string;
  readonly merchantId: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly date: string;
  /** Minor units, positive. */
  readonly minor: number;
  readonly isFraud: boolean;
  /** 0 for an honest payment; null where the file has no such column. */
  readonly scenario: number | null;
}

const COLUMNS = ['TRANSACTION_ID', 'TX_DATETIME', 'CUSTOMER_ID', 'TERMINAL_ID', 'TX_AMOUNT', 'TX_FRAUD'] as const;
type Line = Readonly<Record<string, string>>;

/**
 * Payments of a file (`.csv`, `.csv.gz`), in the order of time.
 * @throws AppError `FILE_UNREADABLE` where the file is not there or a line is not of the format, with its number
 */
export async function readCardPayments(file: string): Promise<CardPayment[]> {
  const payments: CardPayment[] = [];
  for await (const line of linesOf(file)) payments.push(toPayment(line, `${file}, record ${payments.length + 1}`));
  return payments.sort((left, right) => left.at - right.at);
}

/** Records of a CSV file by column, also gzipped. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const source = createReadStream(file);
  const text: Readable = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  const lines = text.pipe(parse({ columns: true, bom: true }));
  source.on('error', (error) => lines.destroy(error));
  text.on('error', (error) => lines.destroy(error));
  try {
    for await (const line of lines) yield line as Line;
  } catch (error) {
    throw new AppError(`${file} cannot be read: ${(error as Error).message}`, { code: 'FILE_UNREADABLE', failure: 'invalid' });
  }
}

function toPayment(line: Line, where: string): CardPayment {
  const [transactionId, time, customerId, merchantId, amount, fraud] = COLUMNS.map((column) => line[column]);
  const at = Date.parse(`${time?.replace(' ', 'T')}Z`) / 1000;
  const minor = Math.round(Number(amount) * 100);
  if (!transactionId || !customerId || !merchantId || !time || Number.isNaN(at) || Number.isNaN(minor) || !/^[01]$/.test(fraud ?? '')) {
    const wanted = `needs ${COLUMNS.join(', ')}; TX_DATETIME as YYYY-MM-DD HH:MM:SS, TX_FRAUD as 0 or 1`;
    throw new AppError(`${where}: ${wanted}`, { code: 'FILE_UNREADABLE', failure: 'invalid' });
  }
  const scenario = line.TX_FRAUD_SCENARIO === undefined ? null : Number(line.TX_FRAUD_SCENARIO);
  return { transactionId, customerId, merchantId, at, date: time.slice(0, 10), minor, isFraud: fraud === '1', scenario };
}
