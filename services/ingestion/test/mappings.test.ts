import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingest } from '../src/commands/ingest.ts';
import { type Ingestion, OPERATOR_TOKEN, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

const folder = mkdtempSync(join(tmpdir(), 'munshi-mappings-'));
let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;
let url = '';

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  url = await ingestion.http.listen({ port: 0, host: '127.0.0.1' });
  topics = await readTopics(ports.bus, 'mappings');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ingestion?.http.close();
  await ports?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  let [out, err] = ['', ''];
  const environment = { INGESTION_URL: url, OPERATOR_TOKEN };
  const code = await ingest(argv, { environment, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) } });
  return { code, out, err };
}
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const customer = async (id: string) => {
  await topics.settled();
  return topics.customers.findLast(({ key }) => key === id)?.data;
};

describe('a customer file', () => {
  test('is recognised by what its columns are called, and becomes one profile a customer', async () => {
    const crm = [
      'Customer ID;Full Name;Date of Birth;Sex;City;Profession;Products;Time Zone;AI consent;Income band',
      'K1;Asha Rao;23/04/1990;F;Pune;Teacher;savings|credit card;Asia/Kolkata;yes;B',
      'K2;;11/12/1985;;;;;Mars/Olympus;no;A',
      ';Nobody;01/01/1990;F;Pune;;;;;',
      'K3;Ben;01/01/1900;M;Goa;;;;;C',
      'K4;Cy;04/05/2199;M;Goa;;;;;C',
    ].join('\n');
    const job = await ingestion.ingest('crm.csv', crm, { kind: 'customers' });
    expect(job).toMatchObject({ read: 5, accepted: 4, rejections: { CUSTOMER_ID_MISSING: 1 }, period: null, sums: [] });
    expect(job.repairs).toMatchObject({ placeholderBirthDate: 1, impossibleBirthDate: 1, invalidTimeZone: 1 });
    expect(await customer('K1')).toMatchObject({
      ...{ name: 'Asha Rao', birthDate: '1990-04-23', gender: 'F', city: 'Pune', occupation: 'Teacher', timeZone: 'Asia/Kolkata' },
      ...{ products: ['savings', 'credit card'], consents: { ai: true } },
    });
    expect(await customer('K2')).toMatchObject({ name: null, birthDate: '1985-12-11', timeZone: null, consents: { ai: false } });
    expect(await ingestion.ingest('crm.csv', crm, { kind: 'customers' })).toMatchObject({ accepted: 0, duplicates: 4 });
  });

  test('that is older than what is known changes nothing', async () => {
    const crm = (name: string, updated: string) => `cif,name,last updated\nOLD1,${name},${updated}\n`;
    await ingestion.ingest('crm.csv', crm('New', '25/03/2026 10:00'));
    expect(await ingestion.ingest('crm.csv', crm('Old', '24/03/2026 23:00'))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await ingestion.ingest('crm.csv', crm('Newer', '26/03/2026'))).toMatchObject({ accepted: 1 });
    expect(await customer('OLD1')).toMatchObject({ name: 'Newer' });
    const times = topics.customers.filter(({ key }) => key === 'OLD1').map(({ time }) => time);
    expect(times).toEqual(['2026-03-25T04:30:00Z', '2026-03-25T18:30:00Z']);
  });

  test('where nothing tells day from month has no date of birth that could be two', async () => {
    await ingestion.ingest('few.csv', 'cif,name,dob\nF1,A,04/05/1990\nF2,B,07/07/1990\n');
    expect(await customer('F1')).toMatchObject({ name: 'A', birthDate: null });
  });
});

describe('a table that is not recognised', () => {
  const rows =
    'Cust ID,Txn Date,Narration,Amount,Closing Balance\nP1,03/25/2026,UPI/SHOP,-12.50,100.00\nP1,04/01/2026,UPI/CAFE,-3.00,97.00\n';

  test('is refused; --preview proposes a mapping and shows the records, --map takes it', async () => {
    const table = file('other.csv', rows);
    expect((await run(table, '--json')).out).toContain('FORMAT_UNKNOWN');
    const { code, out } = await run(table, '--preview', '--json');
    expect(code).toBe(1);
    const { error, proposedMapping, records } = JSON.parse(out);
    expect(error.code).toBe('FORMAT_UNKNOWN');
    expect(proposedMapping.transaction).toMatchObject({ date: { order: 'mdy' }, amount: { sign: 'signed' }, description: 'Narration' });
    expect(records[0].transaction).toMatchObject({ customerId: 'P1', date: '2026-03-25', amount: { minor: -1250, currency: 'INR' } });

    const map = file('map.json', JSON.stringify(proposedMapping));
    const taken = await run(table, '--map', map, '--json');
    expect(JSON.parse(taken.out)).toMatchObject({ read: 2, accepted: 2, period: { from: '2026-03-25', to: '2026-04-01' } });
    expect(taken.code).toBe(0);
    await topics.settled();
    expect(topics.transactions.filter(({ key }) => key === 'P1')).toHaveLength(2);
  });

  test('with a mapping that does not fit it, or is none, is refused with the reason', async () => {
    const table = file('other.csv', rows);
    const misfit = file(
      'misfit.json',
      JSON.stringify({ name: 'm', rows: 'columns', recognisedBy: ['cif'], customers: { customerId: 'cif' } }),
    );
    expect(JSON.parse((await run(table, '--map', misfit, '--json')).out)).toMatchObject({ error: { code: 'MAPPING_MISFIT' } });
    const none = file('none.json', '{"name":"x"}');
    const refused = await run(table, '--map', none);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('recognisedBy');
    await expect(ingestion.upload('other.csv', rows, { map: 'no json' })).rejects.toThrow('MAPPING_INVALID');
  });

  test('rows of JSON are mapped alike', async () => {
    const map = file(
      'json-map.json',
      JSON.stringify({
        ...{ name: 'm', source: 'feed', rows: 'columns', recognisedBy: ['who'] },
        transaction: {
          customerId: 'who',
          amount: { column: 'paid', sign: 'out' },
          date: { column: 'on', order: 'ymd' },
          transactionId: 'ref',
        },
      }),
    );
    const lines = file('rows.jsonl', '{"who":"P2","paid":7.5,"on":"2026-01-02","ref":1}\n{"who":"P2","on":"2026-01-02","ref":2}\n');
    const { out } = await run(lines, '--map', map, '--json');
    expect(JSON.parse(out)).toMatchObject({ read: 2, accepted: 1, rejections: { AMOUNT_MISSING: 1 } });
  });
});

test('a preview of a file that is known shows its mapping and the first records, with what is repaired or refused', async () => {
  const table = file('known.csv', 'customerId,amount,date\nQ1,"1,000.00",2026-01-02\nQ1,x,2026-01-02\n');
  const { code, out } = await run(table, '--preview', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    form: 'csv',
    mapping: { name: 'own-columns' },
    records: [{ transaction: { amount: { minor: 100_000 } }, repairs: ['thousandsSeparators'] }, { rejected: { code: 'AMOUNT_INVALID' } }],
  });
});

test('a preview of a document shows what becomes of it', async () => {
  const { code, out } = await run(file('fees.html', '<title>Fees</title><p>None</p>'), '--preview', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ form: 'document', records: [{ document: { documentId: 'fees', title: 'Fees', text: 'None' } }] });
});

describe('money out and in', () => {
  test.each([
    [
      'in two columns',
      'Customer ID,Date,Withdrawal Amt.,Deposit Amt.\nM1,25/03/2026,"1,000.50",\nM1,26/03/2026,0.00,7\nM1,27/03/2026,1,1\nM1,28/03/2026,,\n',
    ],
    [
      'said by a word',
      'Customer ID,Date,Amount,Dr/Cr\nM2,25/03/2026,1000.50,DR\nM2,26/03/2026,7,Cr\nM2,27/03/2026,1,both\nM2,28/03/2026,,DR\n',
    ],
  ])('%s', async (_, text) => {
    const { out } = await run(file('money.csv', text), '--preview', '--json');
    const { records } = JSON.parse(out);
    expect(
      records.map(
        (one: { transaction?: { amount: object }; rejected?: { code: string } }) => one.transaction?.amount ?? one.rejected?.code,
      ),
    ).toEqual([{ minor: -100_050, currency: 'INR' }, { minor: 700, currency: 'INR' }, 'AMOUNT_INVALID', 'AMOUNT_MISSING']);
  });

  test('a date more than a year ahead is refused', async () => {
    const job = await ingestion.ingest('ahead.csv', 'customerId,amount,date\nAHEAD,-1.00,2199-01-01\n');
    expect(job).toMatchObject({ rejections: { DATE_IN_FUTURE: 1 } });
  });
});
