import type { Environment, SettingsRule } from '@munshi/service-kit/settings';
import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });

/** Which model writes the prose: Groq, a compatible server, or (nothing set) none, and templates answer. */
export const llmSettings = z.object({
  GROQ_API_KEY: z
    .string()
    .optional()
    .meta({ description: 'Key of Groq; without it and OPENAI_CHAT_MODEL answers come from templates', secret: true }),
  GROQ_MODEL: z.string().default('openai/gpt-oss-120b').meta({ description: 'Model at Groq' }),
  GROQ_BASE_URL: webAddress.default('https://api.groq.com').meta({ description: 'Origin of Groq, without /openai/v1' }),
  OPENAI_BASE_URL: webAddress.optional().meta({ description: 'OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1' }),
  OPENAI_API_KEY: z.string().optional().meta({ description: 'Key of the OpenAI-compatible server', secret: true }),
  OPENAI_CHAT_MODEL: z.string().optional().meta({ description: 'Chat model of the OpenAI-compatible server' }),
});
export type LlmSettings = z.output<typeof llmSettings>;

function groqIsWhole(environment: Environment): readonly string[] {
  const given = ['GROQ_MODEL', 'GROQ_BASE_URL'].filter((name) => environment[name] !== undefined);
  return environment.GROQ_API_KEY !== undefined || given.length === 0 ? [] : [`GROQ_API_KEY: missing, while ${given.join(', ')} is set`];
}

function oneProvider(environment: Environment): readonly string[] {
  if (environment.GROQ_API_KEY === undefined || environment.OPENAI_CHAT_MODEL === undefined) return [];
  return ['GROQ_API_KEY and OPENAI_CHAT_MODEL both choose the chat model: set one of them'];
}

function modelHasServer(environment: Environment): readonly string[] {
  if (environment.OPENAI_CHAT_MODEL === undefined || environment.OPENAI_BASE_URL !== undefined) return [];
  if (environment.OPENAI_API_KEY !== undefined) return [];
  return ['OPENAI_CHAT_MODEL: set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY says where'];
}

/** The same words as in the `embeddings` package, whose settings it shares. */
function serverHasModel(environment: Environment): readonly string[] {
  const given = ['OPENAI_BASE_URL', 'OPENAI_API_KEY'].filter((name) => environment[name] !== undefined);
  if (given.length === 0 || environment.OPENAI_EMBEDDING_MODEL !== undefined || environment.OPENAI_CHAT_MODEL !== undefined) return [];
  return [`${given.join(', ')}: set, but neither OPENAI_EMBEDDING_MODEL nor OPENAI_CHAT_MODEL says for what`];
}

export const rules: SettingsRule[] = [groqIsWhole, oneProvider, modelHasServer, serverHasModel];
