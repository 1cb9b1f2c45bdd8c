import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingestion, OPERATOR_TOKEN, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  topics = await readTopics(ports.bus, 'documents');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ports?.close();
});

const kind = { kind: 'documents' };
const versionsOf = async (id: string) => {
  await topics.settled();
  return topics.documents.filter(({ key }) => key === id);
};
const newest = async (id: string) => (await versionsOf(id)).at(-1)?.data as Record<string, unknown> | null | undefined;

/** A PDF of one page: each line in its size, 30 points below the one before. */
function pdf(lines: readonly (readonly [string, number])[]): Buffer {
  const content = lines.map(([text, size], at) => `BT /F1 ${size} Tf 50 ${780 - at * 30} Td (${text}) Tj ET`).join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = file.length;
  file += `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

test('Markdown, HTML, text and PDF become documents with title and headings, one event a version', async () => {
  expect(await ingestion.ingest('fees.md', '# Fees\n\nNone.\n', kind)).toMatchObject({ state: 'done', read: 1, accepted: 1 });
  await ingestion.ingest('page.html', '<title>Cards</title><h2>Limits</h2><p>Five</p>');
  await ingestion.ingest('hours.txt', 'Hours\n\nNine to five', kind);
  await ingestion.ingest(
    'sheet.pdf',
    pdf([
      ['Home loan', 24],
      ['The rate is 8.5 percent a year.', 12],
      ['It may change.', 12],
    ]),
  );
  expect(await newest('fees')).toMatchObject({ title: 'Fees', text: '# Fees\n\nNone.' });
  expect(await newest('page')).toMatchObject({ title: 'Cards', text: '## Limits\n\nFive' });
  expect(await newest('hours')).toMatchObject({ title: 'Hours' });
  expect(await newest('sheet')).toMatchObject({ title: 'Home loan' });
  expect((await newest('sheet'))?.text).toMatch(/^## Home loan\n\s*The rate is 8.5 percent a year.\s+It may change.$/);

  expect(await ingestion.ingest('fees.md', '# Fees\n\nNone.\n', kind)).toMatchObject({ accepted: 0, duplicates: 1 });
  await ingestion.ingest('fees.md', '# Fees\n\nSome.\n', kind);
  expect((await versionsOf('fees')).map(({ sequence }) => sequence)).toEqual([1, 2]);
});

describe('a document of many parts', () => {
  const long = (sections: number) =>
    Array.from({ length: sections }, (_, index) => `# Part ${index}\n\n${`text${index} `.repeat(110_000)}\n\n`).join('');

  test('loses those that a shorter version no longer has, and comes back', async () => {
    expect(await ingestion.ingest('long.md', long(3), kind)).toMatchObject({ state: 'done', read: 1, accepted: 1 });
    expect(await newest('long#1')).toMatchObject({ text: expect.stringMatching(/^Parts of this document: long#1, long#2, long#3\n/) });
    expect(await ingestion.ingest('long.md', long(3), kind)).toMatchObject({ accepted: 0, duplicates: 1 });
    await ingestion.ingest('long.md', long(2), kind);
    expect(await newest('long#3')).toBeNull();
    expect(await newest('long#2')).toMatchObject({ title: 'Part 0 (2)' });
    await ingestion.ingest('long.md', '# Short\n', kind);
    expect([await newest('long'), await newest('long#1'), await newest('long#2')]).toMatchObject(
      [{ title: 'Short' }, {}, {}].map((one, at) => (at === 0 ? one : null)),
    );
    await ingestion.ingest('long.md', long(3), kind);
    expect(await newest('long')).toBeNull();
    expect((await versionsOf('long#3')).map(({ sequence, data }) => [sequence, data === null])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });
});

test('a long text of the API is published in parts as that of a file is; a shorter version and a removal take them away', async () => {
  const text = (sections: number) =>
    Array.from({ length: sections }, (_, at) => `# S${at}\n\n${`word${at} `.repeat(120_000)}`).join('\n\n');
  const post = async (sections: number) =>
    (await ingestion.post('/v1/documents', [{ documentId: 'api-long', title: 'Long', text: text(sections) }])).body;
  expect(await post(3)).toMatchObject({ accepted: 1, rejected: [] });
  expect(await newest('api-long#1')).toMatchObject({ title: 'Long', text: expect.stringContaining('api-long#1, api-long#2, api-long#3') });
  expect(await newest('api-long#3')).toMatchObject({ title: 'Long (3)' });
  expect(await post(3)).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await post(2)).toMatchObject({ accepted: 1 });
  expect(await newest('api-long#3')).toBeNull();
  const url = '/v1/documents/api-long';
  const removed = await ingestion.http.inject({ method: 'DELETE', url, headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
  expect(removed.json()).toEqual({ documentIds: ['api-long#1', 'api-long#2'] });
  expect(await post(1)).toMatchObject({ accepted: 1 });
  expect([await newest('api-long'), await newest('api-long#1')]).toMatchObject(
    [{ title: 'Long' }, {}].map((one, at) => (at === 0 ? one : null)),
  );
});

test('a part that speaks of somebody refuses the whole, and the version before it stays whole', async () => {
  const long = (end: string) => `# A\n\n${'a '.repeat(300_000)}\n\n# B\n\n${'b '.repeat(300_000)}${end}\n`;
  await ingestion.ingest('whole.md', long('one'), kind);
  const job = await ingestion.ingest('whole.md', `# New\n\n${long('PAN ABCPD1234Z')}`, kind);
  expect(job).toMatchObject({ read: 1, rejections: { PERSONAL_DATA_IN_DOCUMENT: 1 } });
  expect(await versionsOf('whole#1')).toHaveLength(1);
  expect((await newest('whole#2'))?.text).toContain('one');
});

test('a document that was removed is gone with its parts; removed twice is once', async () => {
  await ingestion.ingest('gone.md', '# Gone\n', kind);
  const remove = async () =>
    (
      await ingestion.http.inject({ method: 'DELETE', url: '/v1/documents/gone', headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } })
    ).json();
  expect(await remove()).toEqual({ documentIds: ['gone'] });
  expect(await remove()).toEqual({ documentIds: [] });
  expect((await versionsOf('gone')).map(({ data }) => data === null)).toEqual([false, true]);
});

test('a document that speaks of somebody is refused, and the version before it stays', async () => {
  await ingestion.post('/v1/customers', [{ customerId: 'CUST77', name: 'Asha' }]);
  await ingestion.ingest('public.md', '# Public\n', kind);
  for (const text of ['PAN ABCPD1234Z', 'card 4111 1111 1111 1111', 'as CUST77 said']) {
    const job = await ingestion.ingest('public.md', `# Public\n\n${text}\n`, kind);
    expect(job).toMatchObject({ state: 'done', rejected: 1, rejections: { PERSONAL_DATA_IN_DOCUMENT: 1 } });
  }
  expect(await versionsOf('public')).toHaveLength(1);
  const answer = await ingestion.post('/v1/documents', [{ documentId: 'api', title: 'A', text: 'Aadhaar 3123 4567 8909' }]);
  expect(answer.body).toMatchObject({ accepted: 0, rejected: [{ code: 'PERSONAL_DATA_IN_DOCUMENT' }] });
});

test('a PDF that is none fails its job', async () => {
  expect(await ingestion.ingest('broken.pdf', '%PDF-1.7\nnonsense')).toMatchObject({ state: 'failed', error: { code: 'FILE_DAMAGED' } });
});
