import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const HEADER =
  'TransactionID,CustomerID,CustomerDOB,CustGender,CustLocation,CustAccountBalance,TransactionDate,TransactionTime,TransactionAmount (INR)';
const CITIES = ['MUMBAI', 'NEW DELHI', 'BANGALORE', 'NAVI MUMBAI', 'JAMSHEDPUR', 'CHENNAI', '"THANE, WEST"', 'HYDERABAD'];
const CUSTOMERS = 2_000;

/** A bank's file in the columns of the Kaggle India file, row after row for ever: made up, the same each time. Ids begin with `series`. */
export function* bankRows(series = 'T'): Generator<string> {
  yield `${HEADER}\n`;
  const two = (value: number) => String(value).padStart(2, '0');
  let state = 1;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let row = 1; ; row += 1) {
    const customer = below(CUSTOMERS);
    // Whose customer it is decides the birth date, gender and place: rows of one do not contradict each other.
    const born = `${two(1 + (customer % 28))}-${two(1 + (customer % 12))}-${1950 + (customer % 55)}`;
    const place = CITIES[customer % CITIES.length];
    const date = `${two(1 + below(28))}-${two(8 + below(3))}-2016`;
    const time = `${below(24)}${two(below(60))}${two(below(60))}`;
    const paise = (limit: number) => `${below(limit)}.${two(below(100))}`;
    yield `${series}${row},C${1_000_000 + customer},${born},${customer % 2 ? 'F' : 'M'},${place},${paise(900_000)},${date},${time},${paise(5_000)}\n`;
  }
}

/** So many rows, header not counted, as one buffer. */
export function bankBytes(rows: number, series?: string): Buffer {
  const source = bankRows(series);
  return Buffer.from(Array.from({ length: rows + 1 }, () => source.next().value).join(''));
}

/** Writes rows until the file has so many bytes; gives the number of rows. */
export async function writeBankFile(path: string, bytes: number): Promise<number> {
  const file = createWriteStream(path);
  let text = '';
  let written = 0;
  let rows = -1;
  for (const row of bankRows()) {
    text += row;
    rows += 1;
    if (text.length < 1_000_000) continue;
    written += text.length;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
    if (written >= bytes) break;
  }
  file.end();
  await once(file, 'close');
  return rows;
}
