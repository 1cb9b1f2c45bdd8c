import { retryAfterOf } from '@munshi/service-kit/retry';
import { EmbeddingsInvalidError, EmbeddingsRefusedError, EmbeddingsUnavailableError } from '../errors.ts';

/** The server did not cope; with less at once it may. */
export class EmbeddingsStrainedError extends EmbeddingsUnavailableError {
  /** The same again would only take as long. */
  readonly isLate: boolean;
  constructor(message: string, { isLate, ...options }: { isLate: boolean; cause?: unknown }) {
    super(message, options);
    this.isLate = isLate;
  }
}

/** A refusal that does not say what of: so many texts, one that is too long, or what it says. */
export class EmbeddingsOversizeError extends EmbeddingsInvalidError {
  constructor(message: string) {
    super('TEXT_REFUSED', message);
  }
}

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
    // Who names a time is not broken down.
    if (retryAfterMs !== undefined) return new EmbeddingsUnavailableError(`${said}.`, { retryAfterMs });
    const isLate = status === 408 || status === 504;
    return isLate || status >= 500 ? new EmbeddingsStrainedError(`${said}.`, { isLate }) : new EmbeddingsUnavailableError(`${said}.`);
  }
  if (status === 400 || status === 413 || status === 422) return refusal(answer.code, `${said}: it refuses these texts.`);
  return new EmbeddingsRefusedError(`${said}: check the address.`);
}

/** About what a text says; shorter it would say the same. */
const CONTENT_CODES: readonly unknown[] = ['content_filter', 'content_policy_violation', 'ResponsibleAIPolicyViolation'];

function refusal(code: unknown, message: string): Error {
  return CONTENT_CODES.includes(code) ? new EmbeddingsInvalidError('TEXT_REFUSED', message) : new EmbeddingsOversizeError(message);
}
