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
      ...{ products: ['savings', 'credit card'], consents: { ai: true }, incomeBand: 'B' },
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
    expect(await customer('F2')).toMatchObject({ name: 'B', birthDate: '1990-07-07' });
    const { out } = await run(file('few.csv', 'cif,name,dob\nF1,A,04/05/1990\n'), '--preview', '--json');
    expect(JSON.parse(out).notes).toEqual([expect.stringContaining('dob: no row tells day from month')]);
  });

  test('names languages, zones, consent and parts of names as banks do; what means nothing is unknown, and counted', async () => {
    const crm = [
      'Customer No,First Name,Surname,Preferred Language,Time Zone,Consent,Income Range,Last Updated',
      'N1,Asha,Rao,Hindi,Asia/Kolkata,Y,5-10 lakh,25-Mar-2026',
      'N2,Ben,,en_IN,IST,maybe,unknown,25-Mar-2026 10:00 PM',
      'N3,,Roy,Klingonese,+05:30,no,,25-Mar-2026',
    ].join('\n');
    const job = await ingestion.ingest('names.csv', crm);
    expect(job).toMatchObject({ accepted: 3, repairs: { invalidLocale: 1, invalidTimeZone: 2, invalidConsent: 1 } });
    const known = { timeZone: 'Asia/Kolkata', consents: { ai: true }, incomeBand: '5-10 lakh' };
    expect(await customer('N1')).toMatchObject({ name: 'Asha Rao', locale: 'hi', ...known });
    expect(await customer('N2')).toMatchObject({ name: 'Ben', locale: 'en-IN', timeZone: null, consents: null });
    expect(await customer('N3')).toMatchObject({ name: 'Roy', locale: null, consents: { ai: false } });
    expect(topics.customers.find(({ key }) => key === 'N2')?.time).toBe('2026-03-25T16:30:00Z');
  });

  test('without a time is the newest, and an older record stays older than the last that had one', async () => {
    await ingestion.post('/v1/customers', [{ customerId: 'T1', name: 'second', updatedAt: '2026-03-02T00:00:00Z' }]);
    await ingestion.post('/v1/customers', [{ customerId: 'T1', name: 'third' }]);
    const { body } = await ingestion.post('/v1/customers', [{ customerId: 'T1', name: 'first', updatedAt: '2026-03-01T00:00:00Z' }]);
    expect(body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await customer('T1')).toMatchObject({ name: 'third' });
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

  test.each([
    [
      'day and month',
      'Customer ID,Date,Amount\nA1,03/04/2026,-1.00\nA1,05/06/2026,-2.00\n',
      { transaction: { date: { order: 'dmy or mdy' } } },
      'no row tells day from month',
    ],
    [
      'the direction',
      'Customer ID,Date,Amount\nA1,25/04/2026,1.00\n',
      { transaction: { amount: { sign: 'in, out or signed' } } },
      'has a sign',
    ],
    ['the fraction', 'Customer ID;Date;Amount\nA1;25/04/2026;-1.000\n', { decimal: '. or ,' }, 'before the fraction'],
    ['the customer', 'Date,Amount\n25/04/2026,-1.00\n', { transaction: { customerId: '' } }, 'names the customer'],
  ])('of which nothing tells %s, has a proposal that cannot be used before that is chosen', async (_, text, proposed, message) => {
    const table = file('open.csv', text);
    const view = JSON.parse((await run(table, '--preview', '--json')).out);
    expect(view.proposedMapping).toMatchObject(proposed);
    expect(view.toBeChosen).toEqual([expect.stringContaining(message)]);
    expect((await run(table, '--map', file('open.json', JSON.stringify(view.proposedMapping)))).code).toBe(2);
  });

  test('is looked through to its end for what tells day from month', async () => {
    const rows = Array.from({ length: 8_000 }, () => 'A2,03/04/2026,-1.00\n').join('');
    const { out } = await run(file('long.csv', `Customer ID,Date,Amount\n${rows}A2,04/25/2026,-1.00`), '--preview', '--json');
    expect(JSON.parse(out)).toMatchObject({ proposedMapping: { transaction: { date: { order: 'mdy' } } }, toBeChosen: [] });
  });

  test('of a European bank is proposed with its comma, its time, its status and its references', async () => {
    const text = [
      'Customer Number;Booking Date;Amount (EUR);Status;Reference No;Details',
      'E1;25.03.2026 14:05;-1.234,50;booked;R1;Miete',
      'E1;26.03.2026 09:00;12,00;pending;R2;Zins',
    ].join('\n');
    const { out } = await run(file('europe.csv', text), '--preview', '--json');
    const { toBeChosen, records } = JSON.parse(out);
    expect(toBeChosen).toEqual([]);
    expect(records.map((one: { transaction: object }) => one.transaction)).toMatchObject([
      {
        transactionId: 'R1',
        date: '2026-03-25',
        time: '2026-03-25T08:35:00Z',
        amount: { minor: -123_450, currency: 'EUR' },
        status: 'posted',
      },
      { transactionId: 'R2', amount: { minor: 1200, currency: 'EUR' }, status: 'pending', description: 'Zins' },
    ]);
  });

  test('of a statement below its preamble is proposed, and its references are none', async () => {
    const text = [
      'Account Statement,,,,,,',
      'From 01/04/26 to 30/04/26,,,,,,',
      '',
      'Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance',
      '01/04/26,UPI-SHOP,0001,01/04/26,"1,250.00",,"54,321.10"',
      '25/04/26,NEFT CR-PAY,,25/04/26,,"85,000.00","1,39,321.10"',
    ].join('\n');
    const { proposedMapping, toBeChosen, records } = JSON.parse((await run(file('hdfc.csv', text), '--preview', '--json')).out);
    expect(toBeChosen).toEqual([expect.stringContaining('names the customer')]);
    expect(records).toEqual(Array(2).fill({ rejected: expect.objectContaining({ code: 'CUSTOMER_ID_MISSING' }) }));
    proposedMapping.transaction.customerId = { constant: 'STATEMENT' };
    const map = file('hdfc.json', JSON.stringify(proposedMapping));
    const taken = JSON.parse((await run(join(folder, 'hdfc.csv'), '--map', map, '--json')).out);
    expect(taken).toMatchObject({ read: 2, accepted: 2, sums: [{ minor: 8_625_000, currency: 'INR' }] });
  });

  test('with references that come twice is not identified by them', async () => {
    const text = 'Customer ID,Date,Amount,Ref No\nD1,25/03/2026,-1.00,7\nD1,26/03/2026,-1.00,7\n';
    const { proposedMapping } = JSON.parse((await run(file('twice.csv', text), '--preview', '--json')).out);
    expect(proposedMapping.transaction).not.toHaveProperty('transactionId');
  });

  test('with amounts and a currency is none of customers', async () => {
    const { out } = await run(
      file('st.csv', 'Customer ID,City,Currency,Debit,Credit,Date\nD1,Pune,INR,1.00,,25/03/2026\n'),
      '--preview',
      '--json',
    );
    expect(JSON.parse(out).records[0].transaction).toMatchObject({ amount: { minor: -100, currency: 'INR' } });
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
  test('that is all money in is noted in a preview', async () => {
    const notesOf = async (amounts: readonly string[]): Promise<unknown> => {
      const rows = amounts.map((amount, day) => `I1,${amount},2026-03-0${day + 1}\n`);
      const { out } = await run(file('in.csv', `customerId,amount,date\n${rows.join('')}`), '--preview', '--json');
      return JSON.parse(out).notes;
    };
    expect(await notesOf(['1.00', '2.00', '3.00'])).toEqual([expect.stringContaining('every amount is read as money in')]);
    expect(await notesOf(['1.00', '-2.00', '3.00'])).toBeUndefined();
    expect(await notesOf(['1.00', '2.00'])).toBeUndefined();
  });

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

  test('a figure whose sign contradicts its place is refused, one that agrees with it is taken', async () => {
    const text =
      'Customer ID,Date,Debit,Credit\nM3,25/03/2026,-5.00,\nM3,25/03/2026,,-5.00\nM3,25/03/2026,,5.00 Dr\nM3,25/03/2026,,(5.00)\n';
    const { records } = JSON.parse((await run(file('money.csv', text), '--preview', '--json')).out);
    expect(records[0].transaction.amount).toEqual({ minor: -500, currency: 'INR' });
    expect(records.slice(1).map((one: { rejected: { code: string } }) => one.rejected.code)).toEqual(Array(3).fill('AMOUNT_INVALID'));
  });

  test('brackets, Dr and Cr, signs of currencies and Indian grouping', async () => {
    const text =
      'customerId,amount,date,balanceAfter\nM4,"(1,00,000.50)",2026-03-25,"5,000.00 Cr"\nM4,₹ 500/- Dr,2026-03-25,100.00 Dr\nM4,$5,2026-03-25,x\n';
    const job = await ingestion.ingest('signs.csv', text);
    expect(job).toMatchObject({
      accepted: 2,
      rejections: { AMOUNT_INVALID: 1 },
      repairs: { bracketedNegative: 1, thousandsSeparators: 1 },
    });
    await topics.settled();
    const read = topics.transactions.filter(({ key }) => key === 'M4').map(({ data }) => [data.amount.minor, data.balanceAfter?.minor]);
    expect(read.toSorted()).toEqual(
      [
        [-10_000_050, 500_000],
        [-50_000, -10_000],
      ].toSorted(),
    );
  });

  test('a date ahead is refused, but by days for what is done and by a year for what waits', async () => {
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const rows = [
      ['2199-01-01', ''],
      [day(30), 'posted'],
      [day(30), 'pending'],
      [day(2), 'posted'],
      [day(500), 'pending'],
    ];
    const text = rows.map(([date, status]) => `AHEAD,-1.00,${date},${status}`).join('\n');
    const job = await ingestion.ingest('ahead.csv', `customerId,amount,date,status\n${text}`);
    expect(job).toMatchObject({ accepted: 2, rejections: { DATE_IN_FUTURE: 3 } });
  });

  test('a number that a spreadsheet has rounded is no id', async () => {
    const job = await ingestion.ingest('rounded.csv', 'customerId,amount,date,accountId\nM5,-1.00,2026-03-25,1.23457E+16\n');
    expect(job).toMatchObject({ rejections: { ID_INVALID: 1 } });
  });
});
