import type { Entry } from '@munshi/facts/definitions';
import { verifyText } from '@munshi/facts/verify';
import { createWriter, type Writer } from '@munshi/facts/write';
import type { Llm } from '@munshi/llm/llm';
import type { Pseudonyms } from '@munshi/pseudonyms/pseudonyms';
import type { Logger } from '@munshi/service-kit/logger';
import { mayBeTakenForLedger } from '../domain/bank-question.ts';
import { readDevanagari } from '../domain/devanagari.ts';
import type { KnownMerchant } from '../domain/merchant-words.ts';
import { LEDGER_INTENTS, NO_SLOTS, type Plan } from '../domain/plan.ts';
import { route } from '../domain/router.ts';
import { CANNOT_DO, isUnreadable, SUGGESTIONS, smallTalk, strangeName, unreadable } from '../domain/small-talk.ts';
import { type AnswerWriter, createAnswerWriter } from './answer-writer.ts';
import type { CustomerContext } from './context.ts';
import { type HideQuery, openDisguise } from './disguise.ts';
import type { Answer, Question } from './exchange.ts';
import { createFactBook, type FactBook } from './fact-book.ts';
import type { IntentMatcher } from './intent-matcher.ts';
import { writeWithModel } from './model-answer.ts';
import type { Findings } from './tool.ts';
import { callFor } from './tool-call.ts';
import type { Toolbox } from './toolbox.ts';

export interface AnswererPorts {
  readonly toolbox: Toolbox;
  readonly intents: IntentMatcher;
  readonly llm: Llm | null;
  readonly pseudonyms: Pseudonyms;
  readonly hideQuery: HideQuery;
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
    const read = { ...question, text: readDevanagari(question.text) };
    const book = createFactBook();
    const writer = createWriter(context.locale);
    const pen = createAnswerWriter({ book, writer, messageId: question.messageId, sink: question.sink });
    let plan: Plan = { intent: 'unknown', slots: NO_SLOTS };
    let found: Findings = { sentences: [] };
    let mode: Answer['mode'] = 'template';
    let stopped = false;
    try {
      plan = await planFor(read, ports);
      found = await findFor(plan, { question: read, book, ports, writer });
      const model = mayUseModel(context) ? ports.llm : null;
      if (model && isForModel(plan, read)) {
        const { strange } = plan.slots;
        const more = strange === null ? [] : [strange];
        const disguise = await openDisguise(context, ports.pseudonyms, { question: question.text, more });
        const written = await writeWithModel({ ...ports, llm: model }, { question, book, pen, writer, found, disguise });
        mode = written.mode;
        found = { ...found, sources: [...(found.sources ?? []), ...written.sources] };
      } else await sayAll(pen, found.sentences);
    } catch (error) {
      if (!signal.aborted) throw error;
      stopped = true;
    }
    return toAnswer({ pen, book, found, plan: TALK.has(plan.intent) ? (question.previous ?? plan) : plan, mode, stopped });
  };
}

async function planFor({ context, text, previous, signal }: Question, { intents, hideQuery }: AnswererPorts): Promise<Plan> {
  const merchants = merchantsOf(await context.entries());
  const transactions = (await context.rows()).map(({ transactionId }) => transactionId);
  const { isDoubtful, ...plan } = route(text, { today: context.today, currency: context.currency, merchants, transactions }, previous);
  if (isUnreadable(text)) return plan;
  if (plan.intent !== 'unknown' && !isDoubtful) return plan;
  const hidden = await hideQuery(context, text);
  const intent = plan.intent === 'unknown' ? await intents.match(hidden, signal) : plan.intent;
  const mayBeOfBank = isDoubtful && (plan.intent !== 'unknown' || mayBeTakenForLedger(intent));
  if (!mayBeOfBank || !(await intents.isOfBank(hidden, signal))) return { ...plan, intent };
  return intent === 'action' ? { ...plan, intent, isDocumented: true } : { ...plan, intent: 'product', otherwise: intent };
}

/** Each name with the category it has most recently. */
function merchantsOf(entries: readonly Entry[]): KnownMerchant[] {
  const known = new Map(
    entries.flatMap(({ merchantName, category }) => (merchantName === null ? [] : [[merchantName, category] as const])),
  );
  return [...known].map(([name, category]) => ({ name, category }));
}

async function findFor(
  plan: Plan,
  { question, book, ports, writer }: { question: Question; book: FactBook; ports: AnswererPorts; writer: Writer },
): Promise<Findings> {
  const { context, text, signal, sink } = question;
  if (isUnreadable(text)) return { sentences: unreadable(text), suggestions: SUGGESTIONS };
  const { strange } = plan.slots;
  if (strange !== null && LEDGER_INTENTS.has(plan.intent)) {
    // Said back only where it shows no figure: those are facts or nothing.
    const isPlain = /^[\p{L}\p{M} '’-]{2,40}$/u.test(strange) && verifyText(strange, [], writer).length === 0;
    return { sentences: strangeName(isPlain ? strange : null), suggestions: SUGGESTIONS, nothing: true };
  }
  const call = callFor(plan, text);
  const tool = call && ports.toolbox.byName(call.tool);
  if (!call || !tool) return { sentences: smallTalk(plan.intent), suggestions: SUGGESTIONS };
  await sink.step(tool.name, tool.step);
  const found = await ports.toolbox.use(tool, call.args, { context, book, signal });
  const { intent, slots, otherwise } = plan;
  if (found.nothing && otherwise) return findFor({ intent: otherwise, slots }, { question, book, ports, writer });
  if (intent !== 'unknown' && intent !== 'action') return found;
  if (found.nothing) return { sentences: smallTalk(intent), suggestions: SUGGESTIONS };
  if (intent === 'action') return { ...found, sentences: [CANNOT_DO, ...found.sentences] };
  return { ...found, sentences: ['I can’t tell that from your records; this is the nearest in the bank’s documents.', ...found.sentences] };
}

/** An answer of which nothing may be shown is said not to be known: it is never empty. */
export async function sayAll(pen: AnswerWriter, sentences: readonly string[]): Promise<void> {
  for (const sentence of sentences) await pen.say(sentence);
  if (pen.text === '') for (const sentence of smallTalk('unknown')) await pen.say(sentence);
}

/** Needs no figure; what was asked before stays what is spoken of. */
const TALK: ReadonlySet<Plan['intent']> = new Set(['greeting', 'thanks', 'help', 'chat', 'about', 'elsewhere', 'others', 'action']);

/** A model is given a customer's figures only where neither the bank's record nor the customer forbids it. */
function mayUseModel({ states }: CustomerContext): boolean {
  return states['bank.customers']?.consents?.ai !== false && states['customer.preferences']?.aiConsent !== false;
}

function isForModel({ intent }: Plan, { text }: Question): boolean {
  return !TALK.has(intent) && !isUnreadable(text);
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
