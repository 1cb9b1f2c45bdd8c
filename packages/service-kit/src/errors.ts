/** What delivery does about an error follows from its class; see `packages/delivery/README.md`. */
export type FailureClass = 'unavailable' | 'invalid' | 'failed' | 'refused';

export interface AppErrorOptions {
  /** Stable, `AREA_REASON`. Part of the contract with callers. */
  readonly code: string;
  readonly failure: FailureClass;
  readonly cause?: unknown;
  /** Never secrets, never a customer's text. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The earliest moment a retry makes sense, in milliseconds from now. */
  readonly retryAfterMs?: number;
}

/**
 * The base of every error we throw on purpose.
 * - `unavailable`: something outside is down or refuses us; waiting helps.
 * - `invalid`: this input can never work.
 * - `refused`: the caller may not do this, or a vendor does not accept us or this content.
 * - `failed`: a bug.
 */
export class AppError extends Error {
  readonly code: string;
  readonly failure: FailureClass;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.failure = options.failure;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }

  get retryable(): boolean {
    return this.failure === 'unavailable';
  }
}

/** The class of anything thrown; what is not ours is a bug until a driver says otherwise. */
export function failureOf(error: unknown): FailureClass {
  return error instanceof AppError ? error.failure : 'failed';
}
