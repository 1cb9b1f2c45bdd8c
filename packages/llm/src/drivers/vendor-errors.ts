import { retryAfterOf } from '@munshi/service-kit/retry';
import { LlmRefusedError, LlmUnavailableError } from '../errors.ts';

/** What an SDK's error says, without the SDK. */
export type VendorFailure =
  | { readonly type: 'http'; readonly status: number; readonly code: unknown; readonly headers: Headers | undefined }
  | { readonly type: 'connection'; readonly cause: unknown }
  /** An error event in a stream, a body cut short, something that is no JSON. */
  | { readonly type: 'broken' };

interface Asked {
  readonly vendor: string;
  readonly model: string;
  readonly now: Date;
}

/** Codes under which vendors say "no such model" with a status of 400. */
const NO_SUCH_MODEL = new Set(['model_not_found', 'model_decommissioned', 'model_not_active']);

/** Our error for a vendor's. Its own message is left out: it may repeat a customer's words, or a piece of the key. */
export function vendorError(failure: VendorFailure, asked: Asked): Error {
  switch (failure.type) {
    case 'connection':
      return new LlmUnavailableError(`${asked.vendor} cannot be reached.`, { cause: failure.cause });
    case 'broken':
      return new LlmUnavailableError(`${asked.vendor} broke off its answer, or gave one that cannot be read.`);
    case 'http':
      return httpError(failure, asked);
  }
}

function httpError({ status, code, headers }: VendorFailure & { type: 'http' }, { vendor, model, now }: Asked): Error {
  const shown = typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? ` (${code})` : '';
  const said = `${vendor} answered ${status}${shown}`;
  if (status === 401 || status === 402 || status === 403 || code === 'insufficient_quota') {
    return new LlmRefusedError('LLM_CREDENTIALS', `${said}: check the key, its permissions and the quota.`);
  }
  if (status === 404 || NO_SUCH_MODEL.has(String(code))) {
    return new LlmRefusedError('LLM_MODEL_UNKNOWN', `${said}: check the address, and that the model "${model}" exists there.`);
  }
  // The model wrote a tool call that is none: another try may do better.
  if (code === 'tool_use_failed') return new LlmUnavailableError(`${said}.`);
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 498) {
    const retryAfterMs = headers ? retryAfterOf(headers, now) : undefined;
    return new LlmUnavailableError(`${said}.`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  return new LlmRefusedError('LLM_REQUEST_REFUSED', `${said}: it refuses this request.`);
}
