import type { PlacedClaim } from '@munshi/facts/compose';
import { createWriter } from '@munshi/facts/write';
import type { Llm } from '@munshi/llm/llm';
import type { Logger } from '@munshi/service-kit/logger';
import type { Plan } from '../domain/plan.ts';
import { route } from '../domain/router.ts';
import { isUnreadable, NOT_ENGLISH, SUGGESTIONS, smallTalk, UNKNOWN_NAME } from '../domain/small-talk.ts';
import { type AnswerSink, type AnswerWriter, createAnswerWriter } from './answer-writer.ts';
import type { CustomerContext } from './context.ts';
import { createFactBook, type FactBook } from './fact-book.ts';
import type { IntentMatcher } from './intent-matcher.ts';
import { writeWithModel } from './model-answer.ts';
import type { Findings, Source } from './tool.ts';
import { callFor, type Toolbox } from './toolbox.ts';

export interface Question {
  readonly context: CustomerContext;
  readonly text: string;
  /** What the question before asked for. */
  readonly previous: Plan | null;
  readonly messageId: string;
  readonly signal: AbortSignal;
  readonly sink: AnswerSink;
}

export interface ClaimRecipe {
  readonly claimId: string;
  readonly recipe: unknown;
  readonly claim: PlacedClaim;
}

export interface Answer {
  readonly text: string;
  readonly claims: readonly PlacedClaim[];
  readonly recipes: readonly ClaimRecipe[];
  readonly sources: readonly Source[];
  readonly suggestions: readonly string[];
  readonly mode: 'llm' | 'template';
  readonly stopped: boolean;
  readonly plan: Plan;
}

export interface AnswererPorts {
  readonly toolbox: Toolbox;
  readonly intents: IntentMatcher;
  readonly llm: Llm | null;
  /** A question never waits longer for a model; then the template answers. */
  readonly modelLimitMs: number;
  /** Whether the model failed when it was asked last. */
  readonly health: { isDown: boolean };
  readonly logger: Logger;
}

export type Answerer = (question: Question) => Promise<Answer>;

/** message → plan → facts + passages → compose → verify → stream. */
export function createAnswerer(ports: AnswererPorts): Answerer {
  return async (question) => {
    const { context, signal } = question;
    const book = createFactBook();
    const writer = createWriter(context.locale);
    const pen = createAnswerWriter({ book, writer, messageId: question.messageId, sink: question.sink });
    let plan: Plan = { intent: 'unknown', slots: NO_SLOTS };
    let found: Findings = { sentences: [] };
    let mode: Answer['mode'] = 'template';
    let stopped = false;
    try {
      plan = await planFor(question, ports);
      found = await findFor(plan, { question, book, ports });
      const model = mayUseModel(context) ? ports.llm : null;
      if (model && isForModel(plan, question)) {
        const written = await writeWithModel({ ...ports, llm: model }, { question, book, pen, writer, found });
        mode = written.mode;
        found = { ...found, sources: [...(found.sources ?? []), ...written.sources] };
      } else await sayAll(pen, found.sentences);
    } catch (error) {
      if (!signal.aborted) throw error;
      stopped = true;
    }
    return toAnswer({ pen, book, found, plan, mode, stopped });
  };
}

const NO_SLOTS: Plan['slots'] = {
  period: null,
  against: null,
  category: null,
  merchant: null,
  unknownName: false,
  account: null,
  min: null,
  max: null,
  count: null,
  received: false,
  refunds: false,
};

async function planFor({ context, text, previous, signal }: Question, { intents }: AnswererPorts): Promise<Plan> {
  const rows = await context.rows();
  const merchants = [...new Set(rows.map(({ merchantName }) => merchantName).filter((name) => name !== null))];
  const plan = route(text, { today: context.today, currency: context.currency, merchants }, previous);
  return plan.intent === 'unknown' && !isUnreadable(text) ? { ...plan, intent: await intents.match(text, signal) } : plan;
}

const NAMED_INTENTS = new Set<Plan['intent']>(['spending', 'compare', 'biggest', 'transactions']);

async function findFor(
  plan: Plan,
  { question, book, ports }: { question: Question; book: FactBook; ports: AnswererPorts },
): Promise<Findings> {
  const { context, text, signal, sink } = question;
  if (isUnreadable(text)) return { sentences: NOT_ENGLISH, suggestions: SUGGESTIONS };
  if (plan.slots.unknownName && NAMED_INTENTS.has(plan.intent)) return { sentences: UNKNOWN_NAME, suggestions: SUGGESTIONS };
  const call = callFor(plan, text);
  const tool = call && ports.toolbox.byName(call.tool);
  if (!call || !tool) return { sentences: smallTalk(plan.intent), suggestions: SUGGESTIONS };
  await sink.step(tool.name, tool.step);
  const found = await ports.toolbox.use(tool, call.args, { context, book, signal });
  if (plan.intent !== 'unknown') return found;
  if (found.nothing) return { sentences: smallTalk('unknown'), suggestions: SUGGESTIONS };
  return { ...found, sentences: ['I can’t tell that from your records; this is the nearest in the bank’s documents.', ...found.sentences] };
}

export async function sayAll(pen: AnswerWriter, sentences: readonly string[]): Promise<void> {
  for (const sentence of sentences) await pen.say(sentence);
}

/** A model is given a customer's figures only where neither the bank's record nor the customer forbids it. */
function mayUseModel({ states }: CustomerContext): boolean {
  return states['bank.customers']?.consents?.ai !== false && states['customer.preferences']?.aiConsent !== false;
}

function isForModel({ intent }: Plan, { text }: Question): boolean {
  return !['greeting', 'thanks', 'help', 'others'].includes(intent) && !isUnreadable(text);
}

interface Parts {
  readonly pen: AnswerWriter;
  readonly book: FactBook;
  readonly found: Findings;
  readonly plan: Plan;
  readonly mode: Answer['mode'];
  readonly stopped: boolean;
}

function toAnswer({ pen, book, found, plan, mode, stopped }: Parts): Answer {
  const recipes = pen.claims.map((claim) => ({
    claimId: claim.id,
    recipe: book.recipeOf(claim.id.slice(claim.id.lastIndexOf('.') + 1)),
    claim,
  }));
  return {
    text: pen.text,
    claims: pen.claims,
    recipes,
    sources: found.sources ?? [],
    suggestions: (found.suggestions ?? SUGGESTIONS).slice(0, 4),
    mode,
    stopped,
    plan,
  };
}
