import { dateIn } from '@munshi/events/calendar-date';
import { createWriter } from '@munshi/facts/write';
import type { ChatBehaviour } from '@munshi/testing/chat-stand-in';
import { eventually } from '@munshi/testing/eventually';
import { type GroqStandIn, startGroqStandIn } from '@munshi/testing/groq-stand-in';
import { rateLimited } from '@munshi/testing/http-stand-in';
import { type OpenAiStandIn, startOpenAiStandIn } from '@munshi/testing/openai-stand-in';
import { type PineconeStandIn, startPineconeStandIn } from '@munshi/testing/pinecone-stand-in';
import { honestModel, INVENTED, worstCaseModel } from '@munshi/testing/worst-case-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from './client.ts';
import { startInProcess } from './in-process.ts';
import { createKnownBank } from './known-bank.ts';
import { describeScenarios, expectProof, loadBank, questionsTo } from './scenarios.ts';
import type { System } from './system.ts';

interface Vendors {
  readonly azure: OpenAiStandIn;
  readonly pinecone: PineconeStandIn;
  readonly groq: GroqStandIn;
}

async function startVendors(): Promise<Vendors> {
  const [azure, pinecone, groq] = await Promise.all([
    startOpenAiStandIn({ apiKey: 'azure-key', embeddingModel: 'embeddings' }),
    startPineconeStandIn({ apiKey: 'pinecone-key' }),
    startGroqStandIn({ apiKey: 'groq-key' }),
  ]);
  return { azure, pinecone, groq };
}

const closeVendors = ({ azure, pinecone, groq }: Vendors) => Promise.all([azure.close(), pinecone.close(), groq.close()]);

function settingsOf({ azure, pinecone, groq }: Vendors): Record<string, string> {
  return {
    AZURE_OPENAI_ENDPOINT: azure.url,
    AZURE_OPENAI_API_KEY: 'azure-key',
    AZURE_OPENAI_EMBEDDING_DEPLOYMENT: 'embeddings',
    PINECONE_API_KEY: 'pinecone-key',
    PINECONE_INDEX: 'munshi',
    PINECONE_CONTROLLER_HOST: pinecone.url,
    GROQ_API_KEY: 'groq-key',
    GROQ_BASE_URL: groq.url,
  };
}

/** Writes one sentence about the first fact it is given, and never a figure of its own. */
const honest: ChatBehaviour = honestModel({
  answer: ({ messages }) => {
    const facts = [...(messages.findLast(({ role }) => role === 'user')?.content ?? '').matchAll(/"id":\s*"(f\d+)"/g)].map(([, id]) => id);
    return facts.length === 0 ? 'I can’t tell.' : `It is {{${facts[0]}}}.`;
  },
});

describe('vendors', () => {
  const opened: Vendors[] = [];
  afterAll(() => Promise.all(opened.map(closeVendors)));

  describeScenarios('Azure OpenAI, Pinecone and Groq, each by its stand-in', async () => {
    const vendors = await startVendors();
    opened.push(vendors);
    vendors.groq.behave(honest);
    return startInProcess(settingsOf(vendors));
  });
});

describe('when vendors fail', () => {
  const today = dateIn('Asia/Kolkata', new Date());
  const bank = createKnownBank({ customers: 3, months: 4, seed: 9, today });
  const [customer, victim] = bank.customers as [(typeof bank.customers)[0], (typeof bank.customers)[0]];
  const questions = questionsTo(customer);
  let vendors: Vendors;
  let system: System;

  beforeAll(async () => {
    vendors = await startVendors();
    vendors.groq.behave(honest);
    system = await startInProcess(settingsOf(vendors));
    await loadBank(system, bank);
  }, 240_000);
  afterAll(async () => {
    await system.stop();
    await closeVendors(vendors);
  });

  const each = [() => vendors.azure, () => vendors.pinecone, () => vendors.groq];
  async function expectPlainButRight(asked = questions): Promise<void> {
    const client = await signIn(system, customer.customerId);
    for (const { question, minor } of asked) {
      const answer = await client.ask(question);
      expect(answer.mode).toBe('template');
      expect(answer.text).toMatch(/can[’']t answer right now/i);
      await expectProof(client, answer, minor);
    }
  }

  test('a healthy model writes the answers', async () => {
    const client = await signIn(system, customer.customerId);
    expect((await client.ask('What is my balance?')).mode).toBe('llm');
  });

  test('all of them down: the templates answer, and say so', async () => {
    await Promise.all(each.map((vendor) => vendor().down()));
    await expectPlainButRight();
    const ready = await fetch(new URL('/health/ready', system.url));
    expect(((await ready.json()) as { degraded: string[] }).degraded.length).toBeGreaterThan(0);
    await Promise.all(each.map((vendor) => vendor().up()));
  });

  test('all of them rate-limiting', async () => {
    for (const vendor of each) vendor().fail(rateLimited(60));
    await expectPlainButRight(questions.slice(0, 2));
    for (const vendor of each) vendor().heal();
  });

  test('a model that takes the question and never answers', async () => {
    vendors.groq.fail({ kind: 'hang' });
    await expectPlainButRight(questions.slice(0, 1));
    vendors.groq.heal();
  });

  test('what came in while they were down is not lost', { timeout: 180_000 }, async () => {
    const before = idsStored();
    await vendors.azure.down();
    const response = await fetch(new URL('/v1/documents', system.ingestionUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${system.operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ documentId: 'umbrella', title: 'Umbrella insurance', text: 'Umbrella insurance covers rain.' }]),
    });
    expect(response.status).toBe(200);
    await vendors.azure.up();
    // A lane that met the limit of the test before waits as long as the vendor asked it to.
    await eventually('the document is indexed', () => idsStored() > before, 150_000);
  });

  test('a model that lies, leaks and obeys shows nothing false and nothing of another customer', async () => {
    vendors.groq.behave(worstCaseModel(victim.customerId));
    const client = await signIn(system, customer.customerId);
    const writer = createWriter('en-IN');
    for (const { question, minor } of questions) {
      const answer = await client.ask(question);
      await expectProof(client, answer, minor);
      for (const invented of INVENTED) expect(answer.text).not.toContain(invented);
      expect(answer.text).not.toMatch(/98,765\.43|31337|4000123412341234|attacker|47%/);
      expect(answer.text).not.toContain(victim.customerId);
      expect(answer.text).not.toContain(writer.money({ minor: victim.balance, currency: 'INR' }));
    }
    vendors.groq.behave(honest);
  });

  function idsStored(): number {
    // Public documents alone: what is known of customers changes meanwhile.
    return (vendors.pinecone.stored().knowledge ?? []).length;
  }
});
