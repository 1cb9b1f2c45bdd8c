import { type ChatBehaviour, type ChatRequest, say } from '@munshi/testing/chat-stand-in';
import { rateLimited, type StandIn } from '@munshi/testing/http-stand-in';
import { leaks } from '@munshi/testing/worst-case-model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamLimits } from '../src/drivers/streamed-llm.ts';
import type { CompletionPart, CompletionRequest, Llm } from '../src/llm.ts';

export const KEY = 'a-key-that-nobody-may-see';

export interface LlmUnderTest {
  readonly standIn: StandIn & { behave(behaviour: ChatBehaviour): void };
  readonly open: (options: { limits: StreamLimits; apiKey?: string; model?: string }) => Llm;
}

const LIMITS: StreamLimits = {
  opening: { attempts: 3, attemptMs: 400, totalMs: 3_000, longestWaitMs: 1_000 },
  idleMs: 400,
  totalMs: 5_000,
  usageMs: 100,
};
const QUESTION: CompletionRequest = { messages: [{ role: 'user', content: 'What did I spend?' }] };
const TOOL = { name: 'spending', description: 'Spending of a period', parameters: { type: 'object', properties: {} } };
const unavailable = { code: 'LLM_UNAVAILABLE', failure: 'unavailable' };

type End = CompletionPart & { readonly type: 'end' };

async function whole(parts: AsyncIterable<CompletionPart>): Promise<{ pieces: string[]; end: End }> {
  const pieces: string[] = [];
  let end: End | undefined;
  for await (const part of parts) {
    expect(end).toBeUndefined();
    if (part.type === 'text') pieces.push(part.text);
    else end = part;
  }
  if (!end) throw new Error('no end');
  return { pieces, end };
}

/** What every driver promises, through its real SDK against a stand-in. */
export function llmContract(name: string, create: () => Promise<LlmUnderTest>): void {
  describe(`llm contract: ${name}`, () => {
    let under: LlmUnderTest;
    let standIn: LlmUnderTest['standIn'];
    let llm: Llm;
    beforeEach(async () => {
      under = await create();
      standIn = under.standIn;
      llm = under.open({ limits: LIMITS });
    });
    afterEach(async () => {
      await llm.close();
      await standIn.close();
    });
    const ask = (request: CompletionRequest = QUESTION, signal?: AbortSignal) => whole(llm.complete(request, signal));
    const sent = () => standIn.requests.at(-1)?.body as ChatRequest & Record<string, unknown>;

    it('streams pieces that joined are the whole', async () => {
      const text = 'You spent a good deal.\n\n- on “rent” – ₹ and é\n- on food ';
      standIn.behave(say(text));
      const { pieces, end } = await ask();
      expect(pieces.length).toBeGreaterThan(3);
      expect(pieces.join('')).toBe(text);
      expect(end).toMatchObject({ text, finish: 'stop', toolCalls: [] });
    });

    it('counts tokens', async () => {
      const { end } = await ask();
      expect(end.usage?.promptTokens).toBeGreaterThan(0);
      expect(end.usage?.completionTokens).toBeGreaterThan(0);
    });

    it('sends what was asked, at temperature 0 unless told', async () => {
      await ask({ ...QUESTION, tools: [TOOL], maxTokens: 77 });
      expect(sent()).toMatchObject({ model: llm.model, temperature: 0, stream: true, messages: QUESTION.messages });
      expect(sent().tools).toEqual([{ type: 'function', function: TOOL }]);
      expect(sent().max_completion_tokens ?? sent().max_tokens).toBe(77);
      await ask({ ...QUESTION, temperature: 0.5 });
      expect(sent().temperature).toBe(0.5);
      expect(sent().tools).toBeUndefined();
    });

    it('gives the tools that the model calls, and takes what they said', async () => {
      standIn.behave((request) =>
        request.messages.at(-1)?.role === 'tool'
          ? leaks(request)
          : [
              { type: 'text', text: 'Let me look.' },
              { type: 'tool', name: 'spending', arguments: { period: '2026-01', note: '"quoted"' } },
              { type: 'tool', name: 'spending', arguments: '{"period": half a JSON' },
            ],
      );
      const first = await ask({ ...QUESTION, tools: [TOOL] });
      expect(first.end).toMatchObject({ finish: 'tools', text: 'Let me look.' });
      expect(first.end.toolCalls.map((call) => call.arguments)).toEqual([
        '{"period":"2026-01","note":"\\"quoted\\""}',
        '{"period": half a JSON',
      ]);
      expect(new Set(first.end.toolCalls.map(({ id }) => id)).size).toBe(2);
      const { toolCalls } = first.end;
      const results = toolCalls.map(({ id }) => ({ role: 'tool' as const, toolCallId: id, content: 'the fact f1' }));
      const second = await ask({
        messages: [...QUESTION.messages, { role: 'assistant', content: '', toolCalls }, ...results],
        tools: [TOOL],
      });
      expect(second.end.text).toContain('the fact f1');
      expect(sent().messages[1]?.tool_calls?.[0]?.id).toBe(sent().messages[2]?.tool_call_id);
    });

    it('says that an answer is cut where tokens ran out', async () => {
      standIn.behave(() => [
        { type: 'text', text: 'You spent' },
        { type: 'finish', reason: 'length' },
      ]);
      expect((await ask()).end).toMatchObject({ finish: 'cut', text: 'You spent' });
    });

    it('refuses an answer that a filter ended', async () => {
      standIn.behave(() => [{ type: 'finish', reason: 'content_filter' }]);
      await expect(ask()).rejects.toMatchObject({ code: 'LLM_REQUEST_REFUSED', failure: 'refused' });
    });

    it.each(['no-finish', 'silence', 'reset', 'error', 'not-json'] as const)('takes no answer for whole that ends in %s', async (type) => {
      standIn.behave(() => [{ type: 'text', text: 'You spent nothing' }, { type }]);
      const pieces: string[] = [];
      const read = async (): Promise<void> => {
        for await (const part of llm.complete(QUESTION)) if (part.type === 'text') pieces.push(part.text);
      };
      await expect(read()).rejects.toMatchObject(unavailable);
      expect(pieces.join('')).toBe('You spent nothing');
      // What a customer may have read already is not begun again.
      expect(standIn.requests).toHaveLength(1);
      await expect.poll(() => standIn.inFlight()).toBe(0);
    });

    it.each([
      ['a reset', { kind: 'reset' }],
      ['a page of HTML', { kind: 'html' }],
      ['a 503', { kind: 'status', status: 503 }],
      ['a hanging server', { kind: 'hang' }],
      ['a 429 that asks for little', rateLimited(0.01)],
    ] as const)('comes through %s', async (_, fault) => {
      standIn.fail(fault, { times: 1 });
      expect((await ask()).end.text).toBe('Hello.');
      standIn.fail(fault);
      await expect(ask()).rejects.toMatchObject(unavailable);
      await expect.poll(() => standIn.inFlight()).toBe(0);
    });

    it('does not sleep as long as a vendor wishes, but says so', async () => {
      standIn.fail(rateLimited(90));
      await expect(ask()).rejects.toMatchObject({ ...unavailable, retryAfterMs: 90_000 });
      expect(standIn.requests).toHaveLength(1);
    });

    it('says that a server is down, and works again when it is up', async () => {
      await standIn.down();
      await expect(ask()).rejects.toMatchObject(unavailable);
      await standIn.up();
      expect((await ask()).end.text).toBe('Hello.');
    });

    it('is refused for a wrong key and for an unknown model, at once', async () => {
      await expect(whole(under.open({ limits: LIMITS, apiKey: 'wrong' }).complete(QUESTION))).rejects.toMatchObject({
        code: 'LLM_CREDENTIALS',
      });
      await expect(whole(under.open({ limits: LIMITS, model: 'gone' }).complete(QUESTION))).rejects.toMatchObject({
        code: 'LLM_MODEL_UNKNOWN',
      });
      await expect(ask({ messages: [] })).rejects.toMatchObject({ code: 'LLM_REQUEST_REFUSED', failure: 'refused' });
      expect(standIn.requests).toHaveLength(3);
    });

    it('puts neither the key nor what was said into an error', async () => {
      const secret = 'wrong-key-123456';
      const messages = [{ role: 'user' as const, content: 'my secret salary' }];
      for (const fault of [
        null,
        { kind: 'status', status: 400, message: `${secret} my secret salary` } as const,
        { kind: 'reset' } as const,
      ]) {
        if (fault) standIn.fail(fault);
        const error = await whole(under.open({ limits: LIMITS, apiKey: secret }).complete({ messages })).catch(
          (thrown: unknown) => thrown as Error,
        );
        expect(error).toBeInstanceOf(Error);
        for (let each = error as Error | undefined; each instanceof Error; each = each.cause as Error | undefined) {
          expect(JSON.stringify(each, Object.getOwnPropertyNames(each))).not.toMatch(/wrong-key|salary/);
        }
        standIn.heal();
      }
    });

    it('ends with the reason of an abort, before and during the stream, and gives the request up', async () => {
      const reason = new Error('the customer pressed Stop');
      await expect(ask(QUESTION, AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(standIn.requests).toHaveLength(0);
      standIn.behave(() => [{ type: 'text', text: 'You spent' }, { type: 'silence' }]);
      const caller = new AbortController();
      const read = async (): Promise<void> => {
        for await (const part of llm.complete(QUESTION, caller.signal)) if (part.type === 'text') caller.abort(reason);
      };
      await expect(read()).rejects.toBe(reason);
      await expect.poll(() => standIn.inFlight()).toBe(0);
    });

    it('gives the request up when the reader stops reading', async () => {
      standIn.behave(() => [{ type: 'text', text: 'You spent' }, { type: 'silence' }]);
      for await (const part of llm.complete(QUESTION)) if (part.type === 'text') break;
      await expect.poll(() => standIn.inFlight()).toBe(0);
    });

    it('ends what is under way when it is closed, and closes twice', async () => {
      standIn.behave(() => [{ type: 'text', text: 'You spent' }, { type: 'silence' }]);
      const call = ask();
      await expect.poll(() => standIn.inFlight()).toBe(1);
      await llm.close();
      await llm.close();
      await expect(call).rejects.toMatchObject(unavailable);
      await expect.poll(() => standIn.inFlight()).toBe(0);
    });
  });
}
