import { type ChatBehaviour, chatAnswer, say } from './chat-stand-in.ts';
import { type StandIn, startStandIn } from './http-stand-in.ts';

export interface GroqStandIn extends StandIn {
  /** What the model does from now on; at first it says hello. */
  behave(behaviour: ChatBehaviour): void;
}

export interface GroqStandInOptions {
  readonly apiKey?: string;
  readonly models?: readonly string[];
  readonly port?: number;
}

/** Groq's chat completions: set `GROQ_BASE_URL` to its `url` and `GROQ_API_KEY` to its key (default `groq-test-key`). */
export async function startGroqStandIn(options: GroqStandInOptions = {}): Promise<GroqStandIn> {
  const { apiKey = 'groq-test-key', models = ['openai/gpt-oss-120b'], port = 0 } = options;
  let behaviour = say('Hello.');
  const errorBody = ({ code, message }: { code: string; message: string }) => ({ error: { message, type: 'invalid_request_error', code } });
  const refuse = (status: number, code: string, message: string) => ({ status, json: errorBody({ code, message }) });

  const server = await startStandIn({
    port,
    errorBody,
    handle(request) {
      const key = request.headers.authorization;
      if (key !== `Bearer ${apiKey}`) return refuse(401, 'invalid_api_key', `Invalid API Key: ${key}`);
      if (request.path === '/openai/v1/models') return { json: { object: 'list', data: models.map((id) => ({ id, object: 'model' })) } };
      if (request.method !== 'POST' || request.path !== '/openai/v1/chat/completions') {
        return refuse(404, 'unknown_url', `Unknown request URL: ${request.method} ${request.path}`);
      }
      const { model, messages } = request.body as { model?: string; messages?: unknown[] };
      if (!model || !models.includes(model)) return refuse(404, 'model_not_found', `The model ${model} does not exist.`);
      if (!messages?.length) return refuse(400, 'invalid_request_error', 'messages is empty');
      return chatAnswer(request, behaviour, { usage: 'x_groq' });
    },
  });
  return {
    ...server,
    behave(next) {
      behaviour = next;
    },
  };
}
