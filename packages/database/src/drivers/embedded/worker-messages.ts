export interface WorkerSettings {
  /** PostgreSQL's own files. */
  readonly dataFolder: string;
  readonly socketPath: string;
  readonly idleTransactionMs: number;
  readonly upkeepMs: number;
}

export interface WorkerData extends WorkerSettings {
  /** One Int32: the second since 1970 in which the statement that runs now began, 0 between statements. */
  readonly busySince: SharedArrayBuffer;
}

export type ToWorker = { readonly kind: 'close' };
export type FromWorker = { readonly kind: 'ready' } | { readonly kind: 'failed' | 'warning'; readonly message: string };
