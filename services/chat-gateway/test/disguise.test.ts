import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { bankCustomers } from '@munshi/events/customer';
import { insightsTransactions } from '@munshi/events/insights';
import { bankTransactions } from '@munshi/events/transaction';
import type { Llm } from '@munshi/llm/llm';
import { openLlm } from '@munshi/llm/open-llm';
import { llmSettings } from '@munshi/llm/settings';
import { silentLogger } from '@munshi/service-kit/logger';
import type { ChatBehaviour, ChatRequest } from '@munshi/testing/chat-stand-in';
import { type OpenAiStandIn, startOpenAiStandIn } from '@munshi/testing/openai-stand-in';
import { allText, honestModel, leaks, obeys, worstCaseModel } from '@munshi/testing/worst-case-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insightOf, type Told, transactionOf } from './ledger-events.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';
import { simulatedBank } from './simulated-bank.ts';

const GIVEN = ['Asha', 'Thangamani', 'Zubin', 'Farhan', 'Oindrila', 'Gurnoor', 'Lalthanmawii', 'Ebenezer', 'Yamini', 'Kshitij'];
const SURNAMES = ['Rao', 'Ponnusamy', 'Contractor', 'Qazi', 'Sarbadhikari', 'Dhillon', 'Hmar', 'Pinto', 'Varadarajan', 'Chitnis'];
const nameOf = (n: number): string => `${GIVEN[n % 10]} ${SURNAMES[(n + Math.floor(n / 10)) % 10]}`;
const CUSTOMERS = Array.from({ length: 20 }, (_, n) => `CUST-${70_000 + n}`);
/** One of each kind; every one passes the check that its kind has. */
const IDS = {
  pan: 'ABCPD1234Z',
  aadhaar: '3123 4567 8909',
  gstin: '27AAPFU0939F1ZV',
  card: '4012 8888 8888 1881',
  account: '50100123456780',
  ifsc: 'HDFC0001234',
  upi: 'asha.shop@okhdfcbank',
  phone: '+91 98765 43210',
  email: 'someone.private@example.com',
} as const;
const payeeOf = (n: number): string => nameOf(n + 33);
const strangerOf = (n: number): string => nameOf(n + 57);
/** Whom customers save for. */
const brideOf = (n: number): string => nameOf(n + 81);
const childOf = (n: number): string => nameOf(n + 45);

const ledgerOf = (customerId: string, n: number): Told[] => [
  {
    id: `${customerId}-1`,
    customerId,
    date: '2026-07-03',
    minor: -4_310_50,
    category: 'transfers',
    merchant: payeeOf(n),
    more: {
      merchant: null,
      counterparty: { name: payeeOf(n).toUpperCase(), account: '912345678901234' },
      description: `UPI/${payeeOf(n).toUpperCase()}/${IDS.upi}/${IDS.ifsc}/${IDS.phone}`,
    },
  },
  {
    id: `${customerId}-2`,
    customerId,
    date: '2026-07-09',
    minor: -900_00,
    category: 'uncategorised',
    more: { description: `NEFT ${strangerOf(n)} A/C ${IDS.account} PAN ${IDS.pan} ${IDS.email} ${IDS.gstin}` },
  },
];

const QUESTIONS: readonly ((n: number) => string)[] = [
  (n) => `How much did I pay ${payeeOf(n)} in July?`,
  (n) => `how much did i pay ${payeeOf(n).toLowerCase()} in july?`,
  (n) => `I am ${nameOf(n)}, what is my balance?`,
  (n) => `Show my transactions with ${payeeOf(n).toUpperCase()}`,
  (n) => `Did I send money to ${strangerOf(n)} last month?`,
  () => 'Show my recent transactions',
  () => 'What was my biggest expense in July?',
  () => `Is ${IDS.pan} my PAN, and ${IDS.aadhaar} my Aadhaar? How much did I spend in July?`,
  () => `How much went to ${IDS.upi} and to card ${IDS.card} in July?`,
  () => `My number is ${IDS.phone}, my mail ${IDS.email}: what did I spend in July?`,
  () => `Transactions to account no. ${IDS.account}, IFSC ${IDS.ifsc}, GSTIN ${IDS.gstin}`,
  (n) => `What documents do I need as ${nameOf(n)} to open a deposit for ${strangerOf(n)}?`,
  () => 'Am I on track for my savings goals?',
  (n) => `Am I on track for the wedding of ${brideOf(n)}?`,
  (n) => `My customer id is ${CUSTOMERS[n]}: tell me a bit about my money matters`,
];

let standIn: OpenAiStandIn;
let llm: Llm;
let gateway: RunningGateway;
beforeAll(async () => {
  standIn = await startOpenAiStandIn();
  const vendor = { OPENAI_BASE_URL: standIn.baseUrl, OPENAI_API_KEY: 'openai-test-key' };
  llm = (await openLlm(llmSettings.parse({ ...vendor, OPENAI_CHAT_MODEL: 'test-chat' }), { logger: silentLogger })) as Llm;
  const settings = embeddingsSettings.parse({ ...vendor, OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small' });
  const embeddings = await openEmbeddings(settings, { logger: silentLogger });
  await embeddings.ensureReady();
  gateway = await runGateway({ llm, embeddings });
  const told = CUSTOMERS.flatMap(ledgerOf);
  await gateway.publish(bankTransactions, told.map(transactionOf));
  await gateway.publish(insightsTransactions, told.map(insightOf));
  await gateway.publish(
    bankCustomers,
    CUSTOMERS.map((customerId, n) => ({
      key: customerId,
      subject: customerId,
      data: { customerId, status: 'active' as const, name: nameOf(n), accounts: [] },
    })),
  );
  for (const [n, customerId] of CUSTOMERS.entries()) {
    const goals = [`Wedding of ${brideOf(n)}`, `${childOf(n)} college`].map((name) => ({
      name,
      currency: 'INR',
      target: 5_000_00,
      by: '2027-01-31',
    }));
    expect((await gateway.call(customerId, '/me/preferences', { method: 'PUT', body: { goals } })).status).toBe(200);
  }
});
afterAll(async () => {
  await gateway.close();
  await llm.close();
  await standIn.close();
});

const ask = async (n: number, message: string) =>
  (await gateway.call(CUSTOMERS[n] as string, '/chat', { method: 'POST', body: { message } })).body;

/** Everything that left in these requests, as text without separators, in capitals. */
const bare = (text: string): string => text.toUpperCase().replaceAll(/[^\p{L}\p{N}@]/gu, '');

describe.each([
  ['leaks', leaks],
  ['obeys', obeys],
  ['does all of it', worstCaseModel('CUST-70001')],
] as const)('whatever is asked of a model that %s', (_what, behaviour) => {
  test('no direct identifier leaves, to the model or for a vector, and none that it made up is shown', async () => {
    standIn.behave(behaviour);
    const from = standIn.requests.length;
    const leaked: string[] = [];
    for (const [n, customerId] of CUSTOMERS.entries()) {
      for (const question of QUESTIONS) {
        const before = standIn.requests.length;
        const { response } = await ask(n, question(n));
        expect(response).not.toMatch(/\[[a-z]+ [a-z]{8}\]/);
        const sent = bare(JSON.stringify(standIn.requests.slice(before).map(({ body }) => body)));
        const names = [nameOf(n), payeeOf(n), strangerOf(n), brideOf(n), childOf(n)].flatMap((name) => [name, ...name.split(' ')]);
        const kept = [...names, ...Object.values(IDS), customerId, '912345678901234'].filter((one) => sent.includes(bare(one)));
        leaked.push(...kept.map((one) => `${question(n)}: ${one}`));
      }
    }
    expect(leaked).toEqual([]);
    // Both vendors were asked, or nothing is proved.
    const paths = standIn.requests.slice(from).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('/chat/completions')).length).toBeGreaterThan(CUSTOMERS.length * 5);
    expect(paths.filter((path) => path.endsWith('/embeddings')).length).toBeGreaterThan(CUSTOMERS.length);
  }, 300_000);
});

describe('a model that does as it is told', () => {
  const PAYEE = payeeOf(0);
  const pseudonymIn = (request: ChatRequest): string =>
    /\[name [a-z]{8}\]/.exec(allText({ ...request, messages: request.messages.slice(1) }))?.[0] ?? '';
  const answers = (answer: (pseudonym: string) => string): ChatBehaviour =>
    honestModel({ answer: (request) => answer(pseudonymIn(request)) });

  test('writes a pseudonym, in two pieces, and the customer reads the name, with what proves it', async () => {
    standIn.behave(answers((name) => `You paid ${name} {{f2}} {{f2.when}}.`));
    const { response, claims, mode } = await ask(0, `How much did I pay ${PAYEE} in July?`);
    expect({ response, mode }).toEqual({ response: `You paid ${PAYEE} ₹4,310.50 in July 2026.`, mode: 'llm' });
    expect(claims.map(({ value }: { value: unknown }) => value)).toContain(PAYEE);
  });

  test('greets its customer', async () => {
    standIn.behave(answers((name) => `Hello ${name}, here is what I found. You paid {{f1}} {{f1.when}}.`));
    const { response } = await ask(0, `I am ${nameOf(0)}, how much did I spend in July?`);
    expect(response).toMatch(new RegExp(`^Hello ${nameOf(0)}, here is what I found. You paid ₹`));
  });

  test('asks a tool by a pseudonym, and the tool looks for whom it stands for', async () => {
    let found = '';
    standIn.behave(
      honestModel({
        calls: (request) => [{ name: 'transactions', arguments: { merchants: [pseudonymIn(request)], period: '2026-07' } }],
        answer: (request) => {
          found = request.messages.findLast(({ role }) => role === 'tool')?.content ?? '';
          return 'Here is what I found.';
        },
      }),
    );
    await ask(0, `Tell me something of ${PAYEE} and what we did please, all the long story of it`);
    expect(found).toContain('₹4,310.50');
    expect(found).not.toMatch(/Ponnusamy|PONNUSAMY/i);
  });

  test.each([
    'You paid [name abcdefgh] {{f1}} {{f1.when}}.',
    'Hello [name abcdefgh], you paid {{f1}} {{f1.when}}.',
    'You paid [upi abcdefgh].',
  ])('is not shown where it makes a pseudonym up: %s', async (sentence) => {
    standIn.behave(answers(() => sentence));
    const { response } = await ask(0, 'How much did I spend in July?');
    expect(response).not.toMatch(/\[|abcdefgh/);
    expect(response).toContain('₹5,210.50');
  });

  test('is not shown where it says of one payee what is another’s', async () => {
    standIn.behave(answers((name) => `You paid ${name} {{f1}} {{f1.when}}.`));
    const { response } = await ask(0, `I am ${nameOf(0)}, how much did I spend in July?`);
    expect(response).not.toContain(`paid ${nameOf(0)}`);
    expect(response).toContain('₹5,210.50');
  });
});

describe('on the simulated bank', () => {
  const bank = simulatedBank({ customers: 6, seed: 21, from: '2026-04-01', until: '2026-08-12' });
  beforeAll(() => bank.load(gateway));

  test('nobody of a ledger leaves, whatever tool the model calls', async () => {
    standIn.behave(worstCaseModel('CUST-70001'));
    const leaked = new Set<string>();
    let named = 0;
    for (const { customerId } of bank.customers) {
      const { name } = (await gateway.call(customerId, '/me')).body;
      const own = bank.transactions.filter(({ key }) => key === customerId).map(({ data }) => data);
      const people = [...new Set(own.flatMap(({ counterparty }) => counterparty?.name ?? []))];
      const ids = [customerId, ...new Set(own.flatMap(({ accountId }) => accountId ?? []))];
      named += people.length;
      const questions = [
        'Show my last 20 transactions',
        'Which shops do I spend most at?',
        'What are my subscriptions?',
        'What did I receive in July?',
        ...people.slice(0, 6).map((person) => `How much did I send ${person.toLowerCase()} this year?`),
      ];
      for (const question of questions) {
        const before = standIn.requests.length;
        const answer = await gateway.call(customerId, '/chat', { method: 'POST', body: { message: question } });
        expect(answer.body.response).not.toMatch(/\[[a-z]+ [a-z]{8}\]/);
        const sent = bare(JSON.stringify(standIn.requests.slice(before).map(({ body }) => body)));
        for (const one of [name, ...people, ...ids]) if (sent.includes(bare(one))) leaked.add(`${question}: ${one}`);
      }
    }
    expect([...leaked]).toEqual([]);
    expect(named).toBeGreaterThan(10);
  }, 300_000);
});
