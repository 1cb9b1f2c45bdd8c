import { figuresOf } from '@munshi/facts/compose';
import { splitSentences, verifyProse } from '@munshi/facts/verify';
import type { Writer } from '@munshi/facts/write';
import type { ChatMessage, Llm, ToolCall } from '@munshi/llm/llm';
import { type Disguise, PSEUDONYM } from '@munshi/pseudonyms/pseudonyms';
import { failureOf } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import { z } from 'zod';
import type { AnswerWriter } from './answer-writer.ts';
import { mapTexts } from './disguise.ts';
import type { Answer, Question } from './exchange.ts';
import type { FactBook } from './fact-book.ts';
import { revealSentence } from './hidden-prose.ts';
import { factForModel, INSTRUCTIONS, isWords, toolForModel } from './model-request.ts';
import type { Findings, Source } from './tool.ts';
import type { Toolbox } from './toolbox.ts';

const MOST_ROUNDS = 4;
const MOST_TOKENS = 700;
const LONGEST_PROSE = 6000;

const UNAVAILABLE = 'My language model can’t answer right now, so these are my own plain words.';

export interface ModelPorts {
  readonly llm: Llm;
  readonly toolbox: Toolbox;
  readonly modelLimitMs: number;
  readonly health: { isDown: boolean };
  readonly logger: Logger;
}

export interface ModelTask {
  readonly question: Question;
  readonly book: FactBook;
  readonly pen: AnswerWriter;
  readonly writer: Writer;
  /** What the plan's tool found: facts, and the sentences that stand in for the model's. */
  readonly found: Findings;
  /** Nothing is said to the model, and nothing of the model's is read, but through it. */
  readonly disguise: Disguise;
}

export interface Written {
  readonly mode: Answer['mode'];
  readonly sources: readonly Source[];
}

/** Lets a model write the answer. Each sentence is checked before it is shown; the first that fails hands over to the template. */
export async function writeWithModel(ports: ModelPorts, task: ModelTask): Promise<Written> {
  const { signal } = task.question;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ports.modelLimitMs)]);
  const extra: Findings[] = [];
  let outcome: 'written' | 'refused' | 'failed';
  try {
    outcome = await converse(ports, task, { limit, extra });
    ports.health.isDown = false;
  } catch (error) {
    signal.throwIfAborted();
    ports.logger.warn({ code: (error as { code?: unknown }).code, failure: failureOf(error) }, 'the model did not answer');
    ports.health.isDown = true;
    outcome = 'failed';
  }
  const byModel = task.pen.shown.size > 0 || (outcome !== 'failed' && task.pen.text !== '');
  await complete(task, extra);
  if (outcome === 'failed') await task.pen.say(`\n${UNAVAILABLE}`);
  return { mode: byModel ? 'llm' : 'template', sources: extra.flatMap(({ sources }) => sources ?? []) };
}

interface Conversation {
  readonly limit: AbortSignal;
  /** What the model looked up itself. */
  readonly extra: Findings[];
}

async function converse(ports: ModelPorts, task: ModelTask, { limit, extra }: Conversation): Promise<'written' | 'refused'> {
  const messages: ChatMessage[] = [
    { role: 'system', content: INSTRUCTIONS },
    { role: 'user', content: describe(task) },
  ];
  const tools = ports.toolbox.tools.map(toolForModel);
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const reader = createProseReader(task);
    let calls: readonly ToolCall[] = [];
    let text = '';
    // In the last round there is nothing more to ask for.
    const request = { messages, maxTokens: MOST_TOKENS, ...(round < MOST_ROUNDS ? { tools } : {}) };
    for await (const part of ports.llm.complete(request, limit)) {
      if (part.type === 'text') {
        text += part.text;
        if (text.length > LONGEST_PROSE || !(await reader.read(part.text))) return 'refused';
      } else calls = part.toolCalls.slice(0, 4);
    }
    if (calls.length === 0) return (await reader.end()) ? 'written' : 'refused';
    // What it said itself goes back hidden too: it may have guessed an identifier.
    const toolCalls = calls.map((call) => ({ ...call, arguments: task.disguise.hide(call.arguments) }));
    messages.push({ role: 'assistant', content: task.disguise.hide(text), toolCalls });
    for (const call of calls)
      messages.push({ role: 'tool', toolCallId: call.id, content: await runCall(ports, task, { call, limit, extra }) });
  }
  return 'written';
}

/** Shows whole sentences as they come; false at the first that may not be shown. */
function createProseReader(task: ModelTask) {
  let pending = '';
  const passages = () =>
    task.book.facts.map(({ value }) => (typeof value === 'object' && 'quote' in value ? value.quote : '')).filter((quote) => quote !== '');
  const show = async (sentence: string): Promise<boolean> => {
    if (sentence.trim() === '') return true;
    const { book, writer, disguise, question } = task;
    const ownName = question.context.states['bank.customers']?.name ?? null;
    const revealed = revealSentence(sentence, { disguise, facts: book.facts, writer, ownName });
    if (revealed === null) return false;
    const problems = verifyProse(revealed.template, { facts: book.facts, writer, passages: passages() });
    return problems.length === 0 && task.pen.say(`${revealed.address}${revealed.template}`.trim());
  };
  return {
    async read(text: string): Promise<boolean> {
      pending += text;
      const sentences = splitSentences(pending);
      pending = sentences.pop() ?? '';
      for (const sentence of sentences) if (!(await show(sentence))) return false;
      return true;
    },
    end: () => show(pending),
  };
}

/** The template says what the model left out: everything if it failed, nothing if it has shown the answer's main figure. */
async function complete({ pen, book, found, question }: ModelTask, extra: readonly Findings[]): Promise<void> {
  question.signal.throwIfAborted();
  const sentences =
    found.nothing && extra.some(({ nothing }) => !nothing)
      ? extra.filter(({ nothing }) => !nothing).flatMap(({ sentences }) => sentences)
      : found.sentences;
  const figures = book.facts.filter(({ value }) => !isWords(value)).map(({ id }) => id);
  const main = sentences.flatMap(figuresOf).find((id) => figures.includes(id));
  const isAnswered = main !== undefined && pen.shown.has(main);
  if (isAnswered && pen.text !== '') return;
  if (pen.text !== '') await pen.say(`\n${sentences[0]?.trimStart() ?? ''}`);
  for (const sentence of pen.text === '' ? sentences : sentences.slice(1)) await pen.say(sentence);
}

async function runCall(
  { toolbox }: ModelPorts,
  task: ModelTask,
  { call, limit, extra }: Conversation & { call: ToolCall },
): Promise<string> {
  const tool = toolbox.byName(call.name);
  if (!tool) return JSON.stringify({ error: 'there is no such tool' });
  try {
    const { context, sink } = task.question;
    await sink.step(tool.name, tool.step);
    const before = task.book.facts.length;
    const args = mapTexts(JSON.parse(call.arguments || '{}'), (text) => reveal(text, task.disguise));
    const found = await toolbox.use(tool, args, { context, book: task.book, signal: limit });
    extra.push(found);
    const facts = task.book.facts.slice(before).map((fact) => factForModel(fact, task));
    return JSON.stringify({ facts, found: !found.nothing });
  } catch (error) {
    limit.throwIfAborted();
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return JSON.stringify({ error: 'the arguments are not what the tool takes' });
    throw error;
  }
}

/** What a tool is asked for names people as the ledger does; what stands for nobody stays and finds nothing. */
function reveal(text: string, disguise: Disguise): string {
  return text.replaceAll(PSEUDONYM, (pseudonym) => disguise.reveal(pseudonym) ?? pseudonym);
}

function describe({ question, book, writer, found, disguise }: ModelTask): string {
  return JSON.stringify({
    today: question.context.today,
    question: disguise.hide(question.text),
    facts: book.facts.map((fact) => factForModel(fact, { writer, disguise })),
    draft: found.sentences.map((sentence) => disguise.hide(sentence)),
  });
}
