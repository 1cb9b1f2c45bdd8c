import { LlmRefusedError, LlmUnavailableError } from '../errors.ts';
import type { CompletionPart, ToolCall } from '../llm.ts';

/** One piece of a streamed answer as OpenAI and Groq send it; all of it optional, since servers differ. */
export interface CompletionChunk {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly tool_calls?: readonly ToolCallDelta[] | null;
    } | null;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
  readonly x_groq?: { readonly usage?: Usage | null } | null;
}

interface ToolCallDelta {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null } | null;
}

interface Usage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
}

interface ToolCallUnderWay {
  id: string;
  name: string;
  arguments: string;
}

/** What has come of an answer so far. */
export interface AnswerUnderWay {
  /** The text that this chunk adds; empty where it adds none. */
  take(chunk: CompletionChunk): string;
  /** Whether the model has said how it ended; what follows is only usage. */
  readonly finished: boolean;
  /** @throws LlmUnavailableError where the model never said how it ended, LlmRefusedError where a filter ended it */
  end(): CompletionPart & { readonly type: 'end' };
}

export function answerUnderWay(vendor: string): AnswerUnderWay {
  let text = '';
  let finish: string | null = null;
  let usage: Usage | null = null;
  const calls = new Map<number, ToolCallUnderWay>();

  const addCall = (delta: ToolCallDelta): void => {
    const index = delta.index ?? calls.size;
    const call = calls.get(index) ?? { id: '', name: '', arguments: '' };
    call.id ||= delta.id ?? '';
    call.name += delta.function?.name ?? '';
    call.arguments += delta.function?.arguments ?? '';
    calls.set(index, call);
  };
  const toolCalls = (): ToolCall[] => [...calls].map(([index, call]) => ({ ...call, id: call.id || `call_${index}` }));

  return {
    take(chunk) {
      usage = chunk.usage ?? chunk.x_groq?.usage ?? usage;
      const choice = chunk.choices?.[0];
      for (const delta of choice?.delta?.tool_calls ?? []) addCall(delta);
      finish = choice?.finish_reason ?? finish;
      const added = choice?.delta?.content ?? '';
      text += added;
      return added;
    },
    get finished() {
      return finish !== null;
    },
    end() {
      if (finish === null) throw new LlmUnavailableError(`${vendor} ended its answer without saying why: it is cut.`);
      if (finish === 'content_filter') throw new LlmRefusedError('LLM_REQUEST_REFUSED', `A filter of ${vendor} ended the answer.`);
      const how = finish === 'length' ? 'cut' : calls.size > 0 ? 'tools' : 'stop';
      return { type: 'end', text, toolCalls: toolCalls(), finish: how, usage: usageOf(usage) };
    },
  };
}

function usageOf(usage: Usage | null): { promptTokens: number; completionTokens: number } | null {
  if (typeof usage?.prompt_tokens !== 'number' || typeof usage.completion_tokens !== 'number') return null;
  return { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens };
}
