import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { embeddingsSettings } from '@munshi/embeddings/settings';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { loadSettings } from '@munshi/service-kit/settings';

/** Models that it has: the local one, and its first numbers alone. */
export const SERVED_DIMENSIONS: Readonly<Record<string, number>> = { minilm: 384, 'minilm-256': 256 };

export interface EmbeddingServer {
  /** For `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  /** Texts that were embedded, by model. */
  embedded(model: string): readonly string[];
  close(): Promise<void>;
}

interface Asked {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly encoding_format?: string;
}

/** A server with OpenAI's API that really embeds, with the local model: what Ollama or TEI is in an installation. */
export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  const local = await openEmbeddings(loadSettings(embeddingsSettings, {}), { logger });
  const seen = new Map<string, string[]>();

  async function answer({ model, input, encoding_format }: Asked): Promise<{ status: number; json: unknown }> {
    const dimension = SERVED_DIMENSIONS[model];
    if (dimension === undefined) return { status: 404, json: { error: { message: `no model ${model}`, code: 'model_not_found' } } };
    const texts = typeof input === 'string' ? [input] : input;
    const vectors = await local.embed(texts);
    seen.set(model, [...(seen.get(model) ?? []), ...texts]);
    const data = vectors.map((vector, index) => {
      const kept = vector.slice(0, dimension);
      return {
        object: 'embedding',
        index,
        embedding: encoding_format === 'base64' ? Buffer.from(kept.buffer).toString('base64') : [...kept],
      };
    });
    const tokens = texts.reduce((sum, each) => sum + each.split(/\s+/).length, 0);
    return { status: 200, json: { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } } };
  }

  const server = createServer(async (request, response) => {
    const { status, json } =
      request.url === '/v1/embeddings'
        ? await answer(JSON.parse(await bodyOf(request)) as Asked)
        : { status: 404, json: { error: { message: 'no such path' } } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    embedded: (model) => seen.get(model) ?? [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await local.close();
    },
  };
}
