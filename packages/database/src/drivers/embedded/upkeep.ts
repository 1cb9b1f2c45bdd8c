import type { WireServer } from './wire-server.ts';

/** SQL on the backend itself, for a turn of its own. */
export interface Backend {
  rows<Row>(sql: string): Promise<Row[]>;
  run(sql: string): Promise<void>;
}

export interface UpkeepOptions {
  readonly everyMs: number;
  onError(error: unknown): void;
}

interface TableState {
  readonly name: string;
  readonly pages: number;
  readonly dead: number;
  readonly live: number;
  readonly changed: number;
}

/** Tables up to this size are vacuumed under load too: the queues, whose rows come and go. 16 MB. */
const SMALL_PAGES = 2_000;
const IDLE_LIMIT = 20;

const TABLES = `
  select format('%I.%I', s.schemaname, s.relname) as name, c.relpages::int as pages,
    s.n_dead_tup::float8 as dead, s.n_live_tup::float8 as live, s.n_mod_since_analyze::float8 as changed
  from pg_catalog.pg_stat_user_tables s join pg_catalog.pg_class c on c.oid = s.relid`;

/**
 * What PostgreSQL's background workers do elsewhere: without checkpoints the write-ahead log grows without end and a start
 * after a crash replays all of it; without vacuum a queue's table grows with every row that ever went through it; without
 * analyze the planner takes a loaded table for an empty one.
 */
export function startUpkeep(server: WireServer, backend: Backend, options: UpkeepOptions): { stop(): void } {
  let logAt = -1;
  let turnsBefore = 0;
  let working = false;

  const round = async (): Promise<void> => {
    const { turns } = server.activity();
    const idle = turns - turnsBefore < IDLE_LIMIT;
    turnsBefore = turns;
    let tables: TableState[] = [];
    await server.alone(async () => {
      if ((await logPosition(backend)) > logAt) await backend.run('checkpoint');
      logAt = await logPosition(backend);
      tables = await backend.rows<TableState>(TABLES);
    });
    // each in a turn of its own: a page's query goes between
    for (const statement of dueStatements(tables, idle)) await server.alone(() => backend.run(statement));
  };

  const timer = setInterval(() => {
    if (working) return;
    working = true;
    round()
      .catch(options.onError)
      .finally(() => {
        working = false;
      });
  }, options.everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Under load a few queues and the table that the planner knows least; all that is worth it when nobody waits. */
export function dueStatements(tables: readonly TableState[], idle: boolean): readonly string[] {
  const vacuum = tables
    .filter(({ dead, live, pages }) => dead > 500 && dead > 0.2 * live && (idle || pages <= SMALL_PAGES || dead > live))
    .sort((one, other) => other.dead - one.dead)
    .slice(0, idle ? undefined : 3);
  const analyze = tables
    .filter((table) => table.changed > (idle ? 50 + 0.1 * table.live : 1_000 + 0.5 * table.live))
    .sort((one, other) => other.live - one.live)
    .slice(0, idle ? undefined : 1);
  return [...vacuum.map(({ name }) => `vacuum ${name}`), ...analyze.map(({ name }) => `analyze ${name}`)];
}

async function logPosition(backend: Backend): Promise<number> {
  const [row] = await backend.rows<{ position: number }>(
    "select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::float8 as position",
  );
  return row?.position ?? 0;
}
