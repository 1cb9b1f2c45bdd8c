import { type ChatBehaviour, chatAnswer, say } from './chat-stand-in.ts';
import { type EmbeddingLie, embeddingItems } from './embedding-stand-in.ts';
import { type Answer, type SeenRequest, type StandIn, startStandIn } from './http-stand-in.ts';

export interface OpenAiStandIn extends StandIn {
  /** `url` with `/v1`: what `OPENAI_BASE_URL` takes. */
  readonly baseUrl: string;
  /** What the model does from now on; at first it says hello. */
  behave(behaviour: ChatBehaviour): void;
  /** What is wrong with embeddings from now on. */
  lie(how: EmbeddingLie): void;
  /** Gives the items of every answer in reverse: legal, since each carries its index. */
  shuffle(on: boolean): void;
}

export interface OpenAiStandInOptions {
  /** Of Azure (`api-key`) and of the compatible server (`Authorization`). */
  readonly apiKey?: string;
  /** Deployment in Azure, and the model elsewhere. */
  readonly embeddingModel?: string;
  readonly chatModel?: string;
  readonly dimension?: number;
  readonly port?: number;
}

const MOST_INPUTS = 2_048;
const MOST_TOKENS_PER_INPUT = 8_191;
const MOST_TOKENS_PER_REQUEST = 300_000;

/**
 * Azure OpenAI's embeddings (`AZURE_OPENAI_ENDPOINT` = its `url`), and the embeddings and chat of a compatible server
 * (`OPENAI_BASE_URL` = its `baseUrl`), in one. It holds the real limits, and refuses what the real ones refuse.
 */
export async function startOpenAiStandIn(options: OpenAiStandInOptions = {}): Promise<OpenAiStandIn> {
  const {
    apiKey = 'openai-test-key',
    embeddingModel = 'text-embedding-3-small',
    chatModel = 'test-chat',
    dimension = 256,
    port = 0,
  } = options;
  const state: { behaviour: ChatBehaviour; lie: EmbeddingLie; shuffled: boolean } = {
    behaviour: say('Hello.'),
    lie: null,
    shuffled: false,
  };

  const embed = (request: SeenRequest, model: string | undefined): Answer => {
    if (model !== embeddingModel) return refuse(404, 'model_not_found', `The model ${model} does not exist.`);
    const { input, encoding_format: format } = request.body as { input?: unknown; encoding_format?: string };
    const texts = typeof input === 'string' ? [input] : (input as string[]);
    const problem = inputProblem(texts);
    if (problem) return refuse(400, 'invalid_request_error', problem);
    const items = embeddingItems(texts, { dimension, base64: format === 'base64', lie: state.lie });
    const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
    const data = state.shuffled ? items.reverse() : items;
    const body = { object: 'list', data, model: embeddingModel, usage: { prompt_tokens: tokens, total_tokens: tokens } };
    return { json: state.lie === 'no-data' ? { ...body, data: null } : body };
  };

  const server = await startStandIn({
    port,
    errorBody,
    handle(request) {
      const azure = /^\/openai\/deployments\/([^/]+)\/embeddings$/.exec(request.path);
      if (azure) {
        if (request.headers['api-key'] !== apiKey)
          return refuse(401, '401', `Access denied due to invalid subscription key ${request.headers['api-key']}.`);
        if (!request.query.get('api-version')) return refuse(404, '404', 'Resource not found');
        return embed(request, azure[1]);
      }
      if (request.headers.authorization !== `Bearer ${apiKey}`) {
        return refuse(401, 'invalid_api_key', `Incorrect API key provided: ${request.headers.authorization}.`);
      }
      const body = request.body as { model?: string; messages?: unknown[] } | undefined;
      if (request.path === '/v1/embeddings') return embed(request, body?.model);
      if (request.path !== '/v1/chat/completions') return refuse(404, 'unknown_url', `Invalid URL (${request.method} ${request.path})`);
      if (body?.model !== chatModel) return refuse(404, 'model_not_found', `The model ${body?.model} does not exist.`);
      if (!body.messages?.length) return refuse(400, 'invalid_request_error', 'messages is empty');
      return chatAnswer(request, state.behaviour, { usage: 'own-chunk' });
    },
  });
  return {
    ...server,
    baseUrl: `${server.url}/v1`,
    behave(behaviour) {
      state.behaviour = behaviour;
    },
    lie(how) {
      state.lie = how;
    },
    shuffle(on) {
      state.shuffled = on;
    },
  };
}

// --- Internal ---

const errorBody = ({ code, message }: { code: string; message: string }) => ({
  error: { message, type: 'invalid_request_error', param: null, code },
});
const refuse = (status: number, code: string, message: string): Answer => ({ status, json: errorBody({ code, message }) });

/** Four bytes a token, as English text has. */
const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

function inputProblem(texts: unknown): string | null {
  if (!Array.isArray(texts) || texts.length === 0) return 'input is empty';
  if (texts.length > MOST_INPUTS) return `at most ${MOST_INPUTS} inputs`;
  if (texts.some((text) => typeof text !== 'string' || text === '')) return 'input cannot be an empty string';
  const tokens = (texts as string[]).map(tokensOf);
  if (tokens.some((count) => count > MOST_TOKENS_PER_INPUT)) return `maximum context length is ${MOST_TOKENS_PER_INPUT} tokens`;
  if (tokens.reduce((sum, count) => sum + count, 0) > MOST_TOKENS_PER_REQUEST) return `at most ${MOST_TOKENS_PER_REQUEST} tokens a request`;
  return null;
}
