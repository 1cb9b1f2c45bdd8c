import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingest } from '../src/commands/ingest.ts';
import { type Ingestion, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

const folder = mkdtempSync(join(tmpdir(), 'munshi-foreign-'));
let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  topics = await readTopics(ports.bus, 'foreign');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ingestion?.http.close();
  await ports?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function preview(name: string, text: string) {
  writeFileSync(join(folder, name), text);
  let out = '';
  const stdout = { write: (written: string) => (out += written) };
  await ingest([join(folder, name), '--preview', '--json'], { environment: {}, stdout, stderr: { write: () => true } });
  return JSON.parse(out);
}
const transactionsOf = async (customerId: string) => {
  await topics.settled();
  return topics.transactions.filter(({ key }) => key === customerId).map(({ data }) => data);
};
const amounts = async (customerId: string) => (await transactionsOf(customerId)).map(({ amount }) => amount.minor);
const flat = (transactionId: string, customerId: string) => ({ customerId, transactionId, amount: '-5.00', date: '2026-04-01' });

describe('a bank statement of one account', () => {
  const statement = [
    'HDFC BANK Ltd.,,,,,,',
    'Account No : 50100012345678,,,,,,',
    ',,,,,,',
    'Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance',
    '********,**********,**********,********,**********,**********,**********',
    '01/04/26,UPI-SWIGGY,0000612345678901,01/04/26,"1,250.00",,"54,321.10"',
    '13/04/26,NEFT CR-ACME,N123,13/04/26,,"1,23,456.78","1,77,777.88"',
    '',
    'STATEMENT SUMMARY :-,,,,,,',
    '"55,571.10",,1,1,"1,250.00","1,23,456.78","1,77,777.88"',
  ].join('\n');

  test('with lakhs leaves only its customer open, and its lines of stars and totals are refused', async () => {
    const { proposedMapping, toBeChosen } = await preview('hdfc.csv', statement);
    expect(toBeChosen).toEqual([expect.stringContaining('no column names the customer')]);
    proposedMapping.transaction.customerId = { constant: 'HDFC1' };
    const job = await ingestion.ingest('hdfc.csv', statement, { map: JSON.stringify(proposedMapping) });
    expect(job).toMatchObject({ state: 'done', read: 5, accepted: 2, rejected: 3 });
    expect(await amounts('HDFC1')).toEqual([-125_000, 12_345_678]);
  });

  test('with whole lakhs is not taken for one with decimal commas', async () => {
    const csv = 'customer id,txn date,amount,dr/cr\nLAKH,13/04/2026,"1,00,000",CR\nLAKH,14/04/2026,250,DR\n';
    const { proposedMapping, toBeChosen } = await preview('lakh.csv', csv);
    expect(toBeChosen).toEqual([]);
    await ingestion.ingest('lakh.csv', csv, { map: JSON.stringify(proposedMapping) });
    expect(await amounts('LAKH')).toEqual([10_000_000, -25_000]);
  });
});

describe('a moment in the column of the date', () => {
  const header = 'customerId,transactionId,amount,date\n';

  test("with an offset is a date and a time in the bank's zone", async () => {
    await ingestion.ingest(
      'utc.csv',
      `${header}UTC,z1,-5,2026-04-01T20:00:00Z\nUTC,z2,-5,2026-04-01 20:00:00+00:00\nUTC,z3,-5,2026-03-31T18:30:00.000Z\n`,
    );
    expect((await transactionsOf('UTC')).map(({ date, time }) => [date, time])).toEqual([
      ['2026-04-02', '2026-04-01T20:00:00Z'],
      ['2026-04-02', '2026-04-01T20:00:00Z'],
      ['2026-04-01', null],
    ]);
  });

  test('without one keeps its clock; midnight is what tools write where they know none', async () => {
    await ingestion.ingest(
      'wall.csv',
      `${header}WALL,l1,-5,2026-04-01T10:00:00\nWALL,l2,-5,2026-04-01 00:00:00\nWALL,l3,-5,2026-04-01 25:00\n`,
    );
    expect((await transactionsOf('WALL')).map(({ time }) => time)).toEqual(['2026-04-01T04:30:00Z', null, null]);
  });
});

describe('records within a JSON object', () => {
  test('are read, whatever stands around them', async () => {
    const around = { meta: { bank: 'X', pages: [1, 2] }, transactions: [flat('w1', 'WRAP'), flat('w2', 'WRAP')], total: 2, next: null };
    expect(await ingestion.ingest('wrapped.json', JSON.stringify(around))).toMatchObject({ read: 2, accepted: 2 });
    expect(await ingestion.ingest('pretty.json', JSON.stringify(around, null, 2))).toMatchObject({ read: 2, duplicates: 2 });
    const deep = { response: { result: { data: [flat('w3', 'WRAP')] } } };
    expect(await ingestion.ingest('deep.json', JSON.stringify(deep))).toMatchObject({ read: 1, accepted: 1 });
    expect(await ingestion.ingest('none.json', '{"transactions":[]}')).toMatchObject({ state: 'done', read: 0 });
    expect(await preview('wrapped.json', JSON.stringify(around))).toMatchObject({ form: 'array', records: [{}, {}] });
  });

  test('are not lost in a second array, nor where the file is cut', async () => {
    const two = JSON.stringify({ transactions: [flat('s1', 'TWO')], pending: [flat('s2', 'TWO')] });
    expect(await ingestion.ingest('two.json', two)).toMatchObject({ read: 2, accepted: 2 });
    expect(await ingestion.ingest('cut.json', two.slice(0, -20))).toMatchObject({
      read: 2,
      duplicates: 1,
      rejections: { JSON_INVALID: 1 },
    });
  });

  test('of a customer with accounts are the customer', async () => {
    const customer = { record: 'customer', customerId: 'ACC', accounts: [{ accountId: 'A', kind: 'savings', currency: 'INR' }] };
    expect(await ingestion.ingest('one.json', JSON.stringify(customer, null, 1))).toMatchObject({ read: 1, accepted: 1 });
  });
});

describe('JSON as other tools write it', () => {
  test('an array by the name of JSON lines', async () => {
    const lines = `[\n${JSON.stringify(flat('a1', 'JSN'))},\n${JSON.stringify(flat('a2', 'JSN'))}\n]\n`;
    expect(await ingestion.ingest('array.jsonl', lines)).toMatchObject({ read: 2, accepted: 2 });
  });

  test('NaN, which Python writes for what is unknown, is unknown', async () => {
    const line = '{"customerId":"JSN","transactionId":"n1","amount":-5,"date":"2026-04-01","balanceAfter":NaN,"description":"NaN [NaN]"}';
    expect(await ingestion.ingest('nan.json', `[${line}]`)).toMatchObject({ read: 1, accepted: 1 });
    expect(await transactionsOf('JSN')).toContainEqual(
      expect.objectContaining({ transactionId: 'n1', balanceAfter: null, description: 'NaN [NaN]' }),
    );
    const infinite = line.replace('NaN', 'Infinity').replace('-5', 'Infinity');
    expect(await ingestion.ingest('inf.json', `[${infinite}]`)).toMatchObject({ read: 1, rejections: { AMOUNT_INVALID: 1 } });
  });

  test('keys that are not known are proposed a mapping, nested ones by their path', async () => {
    const lines = ['C', 'D'].map((id, at) =>
      JSON.stringify({ customer: { id: `NEST${id}` }, txn_id: `n${at}`, transaction: { amount: -5.5, date: '2026-04-01T10:00:00+05:30' } }),
    );
    const file = `\n${lines.join('\n')}\n\n`;
    const { proposedMapping, toBeChosen, records } = await preview('nested.jsonl', file);
    expect(toBeChosen).toEqual([]);
    expect(records).toMatchObject([{ transaction: { customerId: 'NESTC' } }, { transaction: { customerId: 'NESTD' } }]);
    await ingestion.ingest('nested.jsonl', file, { map: JSON.stringify(proposedMapping) });
    expect(await transactionsOf('NESTC')).toMatchObject([{ amount: { minor: -550 }, date: '2026-04-01', time: '2026-04-01T04:30:00Z' }]);
  });
});

describe('a file of prompts in another style', () => {
  const lines = (id: string) =>
    `Transaction ID: ${id}\nCustomer ID: CHAT\nTransaction Date: 02/08/16\n**Transaction Time:** 143207\n- **Transaction Amount**: 25.0 INR`;

  test('chat messages, instructions and bold names are read as prompts are', async () => {
    const messages = [
      { role: 'system', content: 'You are a bank.' },
      { role: 'user', content: lines('chat1') },
      { role: 'assistant', content: 'Transaction Amount: 99' },
    ];
    const styles = [
      { messages },
      { instruction: 'Summarise', input: lines('chat2'), output: 'x' },
      { messages: [{ role: 'user', content: [{ type: 'text', text: lines('chat3') }] }] },
      { messages: [{ role: 'user', content: 'What is the weather?' }] },
    ];
    const job = await ingestion.ingest('chat.jsonl', styles.map((style) => JSON.stringify(style)).join('\n'));
    expect(job).toMatchObject({ read: 4, accepted: 3, rejections: { PROMPT_UNKNOWN: 1 } });
    expect(await amounts('CHAT')).toEqual([-2500, -2500, -2500]);
  });
});
