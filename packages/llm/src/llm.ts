export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it: JSON, or not. */
  readonly arguments: string;
}

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string };

export interface CompletionRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolDefinition[];
  readonly maxTokens?: number;
  /** 0 unless given. */
  readonly temperature?: number;
}

export type CompletionPart =
  | { readonly type: 'text'; readonly text: string }
  /** Last part. `cut`: the model ran out of tokens. */
  | {
      readonly type: 'end';
      readonly text: string;
      readonly toolCalls: readonly ToolCall[];
      readonly finish: 'stop' | 'tools' | 'cut';
      readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | null;
    };

/**
 * A streamed chat completion. Contract: `test/contract.ts`.
 * @throws LlmUnavailableError (down, slow, limited, cut), LlmRefusedError (credentials, model, content). No key in any text.
 */
export interface Llm {
  readonly kind: 'groq' | 'openai-compatible';
  readonly model: string;
  /** Pieces of text, then exactly one `end`. Aborting ends it with the abort's reason and frees the connection. */
  complete(request: CompletionRequest, signal?: AbortSignal): AsyncIterable<CompletionPart>;
  close(): Promise<void>;
}
