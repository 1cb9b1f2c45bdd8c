import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, SeenRequest } from './http-stand-in.ts';

/** A chat completion as it arrives on the wire, as far as a behaviour needs it. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content?: string | null;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }[];
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters?: unknown } }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly stream?: boolean;
}

export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly arguments: unknown }
  | { readonly type: 'wait'; readonly ms: number }
  /** What a stream may do wrong; nothing of the behaviour comes after it. */
  | { readonly type: 'silence' | 'reset' | 'error' | 'no-finish' | 'not-json' }
  /** How it ends, if not by `stop` or `tool_calls`. */
  | { readonly type: 'finish'; readonly reason: string };

/** What the model does: a plain function of what it was sent. */
export type ChatBehaviour = (request: ChatRequest) => Iterable<ChatPart>;

/** Where a vendor's wire differs from the other's. */
export interface ChatDialect {
  /** The closing chunks' usage, on the last choice (Groq) or in a chunk of its own (OpenAI). */
  readonly usage: 'x_groq' | 'own-chunk';
}

export const say =
  (text: string): ChatBehaviour =>
  () => [{ type: 'text', text }];

/** The answer of a chat completion, streamed where the request asks for it. */
export function chatAnswer(seen: SeenRequest, behaviour: ChatBehaviour, dialect: ChatDialect): Answer {
  const request = seen.body as ChatRequest;
  const parts = behaviour(request);
  return request.stream ? { events: streamOf(request, parts, dialect) } : { json: wholeOf(request, parts) };
}

// --- Internal ---

/** A word at a time, as models do. */
const piecesOf = (text: string): string[] => text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);

function usageOf(request: ChatRequest, words: number) {
  const prompt = request.messages.reduce((sum, message) => sum + piecesOf(message.content ?? '').length, 0);
  return { prompt_tokens: prompt, completion_tokens: words, total_tokens: prompt + words };
}

async function* streamOf(request: ChatRequest, parts: Iterable<ChatPart>, { usage }: ChatDialect): AsyncGenerator<string> {
  const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: request.model,
      choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
      ...more,
    });
  let [words, tools] = [0, 0];
  let finish = 'stop';
  yield chunk({ role: 'assistant', content: '' });
  for (const part of parts) {
    switch (part.type) {
      case 'text':
        for (const piece of piecesOf(part.text)) {
          words += 1;
          yield chunk({ content: piece });
        }
        break;
      case 'tool': {
        // The name comes first, its arguments in halves, as real servers send them.
        const given = typeof part.arguments === 'string' ? part.arguments : JSON.stringify(part.arguments);
        const half = Math.floor(given.length / 2);
        const call = { index: tools, id: `call_${tools + 1}`, type: 'function', function: { name: part.name, arguments: '' } };
        yield chunk({ tool_calls: [call] });
        yield chunk({ tool_calls: [{ index: tools, function: { arguments: given.slice(0, half) } }] });
        yield chunk({ tool_calls: [{ index: tools, function: { arguments: given.slice(half) } }] });
        tools += 1;
        finish = 'tool_calls';
        break;
      }
      case 'wait':
        await pause(part.ms);
        break;
      case 'finish':
        finish = part.reason;
        break;
      case 'silence':
        await new Promise(() => {});
        return;
      case 'reset':
        throw new Error('reset by the behaviour');
      case 'error':
        yield JSON.stringify({ error: { message: 'the model broke', type: 'server_error', code: 'server_error' } });
        return;
      case 'not-json':
        yield '{"choices":[{"delta":{"content":"half';
        return;
      case 'no-finish':
        return;
    }
  }
  const counted = usageOf(request, words);
  yield chunk({}, finish, usage === 'x_groq' ? { x_groq: { id: 'req_1', usage: counted } } : {});
  if (usage === 'own-chunk')
    yield JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: request.model,
      choices: [],
      usage: counted,
    });
  yield '[DONE]';
}

function wholeOf(request: ChatRequest, parts: Iterable<ChatPart>): unknown {
  const all = [...parts];
  const content = all.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  const calls = all.flatMap((part) => (part.type === 'tool' ? [part] : []));
  const toolCalls = calls.map(({ name, arguments: given }, index) => ({
    id: `call_${index + 1}`,
    type: 'function',
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  }));
  const message = { role: 'assistant', content: content || null, ...(calls.length > 0 ? { tool_calls: toolCalls } : {}) };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: request.model,
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop', logprobs: null }],
    usage: usageOf(request, piecesOf(content).length),
  };
}
