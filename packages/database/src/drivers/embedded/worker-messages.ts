export interface WorkerSettings {
  /** PostgreSQL's own files. */
  readonly dataFolder: string;
  readonly socketPath: string;
  readonly idleTransactionMs: number;
  readonly upkeepMs: number;
}

export type ToWorker = { readonly kind: 'close' };
export type FromWorker = { readonly kind: 'ready' } | { readonly kind: 'failed' | 'warning'; readonly message: string };
