import type { Database, SqlTransaction } from '@munshi/database/database';

/** A database whose transactions can leave something to do once they are committed. */
export interface CommitAware {
  readonly database: Database;
  /** Runs when this transaction has committed, never when it rolls back. */
  afterCommit(tx: SqlTransaction, work: () => void): void;
}

export function withAfterCommit(database: Database): CommitAware {
  const waiting = new WeakMap<SqlTransaction, (() => void)[]>();
  return {
    afterCommit(tx, work) {
      const list = waiting.get(tx) ?? [];
      list.push(work);
      waiting.set(tx, list);
    },
    database: {
      kind: database.kind,
      sql: database.sql,
      async transaction(work) {
        let committing: SqlTransaction | undefined;
        const result = await database.transaction((tx) => {
          committing = tx;
          return work(tx);
        });
        for (const call of committing ? (waiting.get(committing) ?? []) : []) call();
        return result;
      },
      ping: () => database.ping(),
      close: () => database.close(),
    },
  };
}
