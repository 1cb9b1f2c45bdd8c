/** What comes of a statement. */
export interface Answer {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly unknown[];
}

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

type Done = (error: Error | undefined, answer: unknown) => void;

/** A connection of `pg`. */
export interface Connection {
  query(text: string, values?: unknown[]): Promise<unknown>;
  query(query: object): unknown;
}

/** A query of `pg`, with what is used of it besides what its types say; a test shows that it is still there. */
interface ExtendedQuery {
  prepare(connection: WireConnection): void;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
}

interface WireConnection {
  parse(statement: { readonly text: string }): void;
  bind(portal: object): void;
  execute(portal: object): void;
}

/** Makes a query of `pg` that calls back when it was answered. */
export type MakeQuery = (statement: Statement, done: Done) => object;

export type Ask = (text: string, parameters: readonly unknown[]) => Promise<Answer>;

const BEGINS = /^(?:begin|start transaction)\b/;
const ENDS: Readonly<Record<string, string>> = { commit: 'COMMIT', rollback: 'ROLLBACK' };

/**
 * Asks a connection, and sends the beginning of a transaction together with its first statement: one round trip instead of two. The
 * server runs both in turn and answers both; where the statement fails, the transaction is open and has failed, as ever. One that
 * ends without a statement is never begun.
 */
export function joinBegin(connection: Connection, makeQuery: MakeQuery): Ask {
  let begin: string | null = null;
  return async (text, parameters) => {
    const waiting = begin;
    begin = null;
    if (waiting === null) {
      if (!BEGINS.test(text)) return connection.query(text, parameters as unknown[]) as Promise<Answer>;
      begin = text;
      return nothing('BEGIN');
    }
    const ended = ENDS[text];
    if (ended !== undefined) return nothing(ended);
    if (parameters.length === 0) return askInOneText(waiting, text, connection);
    const query = (done: Done) => makeQuery({ text, values: parameters as unknown[] }, done);
    return askInOnePipeline(waiting, query, connection);
  };
}

function nothing(command: string): Answer {
  return { command, rowCount: null, rows: [] };
}

/** A text without parameters may hold several statements, which no pipeline takes. */
async function askInOneText(begin: string, text: string, connection: Connection): Promise<Answer> {
  const [, ...answers] = (await connection.query(`${begin};${text}`)) as readonly Answer[];
  return (answers.length === 1 ? answers[0] : answers) as Answer;
}

/** The messages of both before one Sync: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING */
function askInOnePipeline(begin: string, makeQuery: (done: Done) => object, connection: Connection): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const query = makeQuery((error, answer) => (error ? reject(error) : resolve(answer as Answer))) as ExtendedQuery;
    const { prepare, handleCommandComplete } = query;
    query.prepare = (wire) => {
      wire.parse({ text: begin });
      wire.bind({});
      wire.execute({});
      prepare.call(query, wire);
    };
    query.handleCommandComplete = () => {
      // This one is of the beginning; the next is of the statement.
      query.handleCommandComplete = handleCommandComplete;
    };
    connection.query(query);
  });
}
