import type { Metrics } from '@munshi/service-kit/metrics';
import { Counter } from 'prom-client';
import type { OnUsage } from './embeddings.ts';

/** Counts what embedding costs: `munshi_embeddings_requests_total`, `_texts_total`, `_tokens_total`. */
export function countUsage(registry: Metrics): OnUsage {
  const counter = (name: string, help: string) => new Counter({ name: `munshi_embeddings_${name}_total`, help, registers: [registry] });
  const requests = counter('requests', 'Requests to the vendor of embeddings that were answered; runs of the local model');
  const texts = counter('texts', 'Texts that were embedded');
  const tokens = counter('tokens', 'Tokens that were embedded, as the vendor counts them');
  return (usage) => {
    requests.inc(usage.requests);
    texts.inc(usage.texts);
    tokens.inc(usage.tokens);
  };
}
