import { retryAfterOf } from '@munshi/service-kit/retry';
import { EmbeddingsInvalidError, EmbeddingsRefusedError, EmbeddingsUnavailableError } from '../errors.ts';

export interface VendorAnswer {
  readonly status: number;
  readonly code: unknown;
  readonly headers: Headers | undefined;
}

interface Asked {
  readonly vendor: string;
  readonly model: string;
  readonly now: Date;
}

/** Our error for an HTTP status. The vendor's own message is left out: it may repeat a text, or a piece of the key. */
export function httpError(answer: VendorAnswer, { vendor, model, now }: Asked): Error {
  const { status } = answer;
  const code = typeof answer.code === 'string' && /^[\w.-]{1,64}$/.test(answer.code) ? ` (${answer.code})` : '';
  const said = `${vendor} answered ${status}${code}`;
  if (status === 401 || status === 403) return new EmbeddingsRefusedError(`${said}: check the key and its permissions.`);
  if (status === 404) return new EmbeddingsRefusedError(`${said}: check the address, and that "${model}" exists there.`);
  if (answer.code === 'insufficient_quota' || status === 402) return new EmbeddingsRefusedError(`${said}: the quota is used up.`);
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = answer.headers ? retryAfterOf(answer.headers, now) : undefined;
    return new EmbeddingsUnavailableError(`${said}.`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 400 || status === 413 || status === 422)
    return new EmbeddingsInvalidError('TEXT_REFUSED', `${said}: it refuses these texts.`);
  return new EmbeddingsRefusedError(`${said}: check the address.`);
}
