import pg from 'pg';

/** What of `pg`'s own query is used besides what its types say; a test shows that it is still there. */
interface ExtendedQuery extends pg.Query {
  prepare(connection: WireConnection): void;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
}

interface WireConnection {
  parse(statement: { readonly text: string }): void;
  bind(portal: object): void;
  execute(portal: object): void;
}

type Ask = (text: string, parameters: readonly unknown[]) => Promise<pg.QueryResult>;

const BEGINS = /^(?:begin|start transaction)\b/;
const ENDS: Readonly<Record<string, string>> = { commit: 'COMMIT', rollback: 'ROLLBACK' };

/**
 * Asks a connection, and sends the beginning of a transaction together with its first statement: one round trip instead of two. The
 * server runs both in turn and answers both; where the statement fails, the transaction is open and has failed, as ever. One that
 * ends without a statement is never begun.
 */
export function joinBegin(client: pg.PoolClient): Ask {
  let begin: string | null = null;
  return async (text, parameters) => {
    const waiting = begin;
    begin = null;
    if (waiting === null) {
      if (!BEGINS.test(text)) return client.query(text, parameters as unknown[]);
      begin = text;
      return answer('BEGIN');
    }
    const ended = ENDS[text];
    return ended === undefined ? askAfter(waiting, client, { text, parameters }) : answer(ended);
  };
}

function answer(command: string): pg.QueryResult {
  return { command, rowCount: null, oid: 0, fields: [], rows: [] };
}

interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

function askAfter(begin: string, client: pg.PoolClient, statement: Statement): Promise<pg.QueryResult> {
  return statement.parameters.length === 0 ? askInOneText(begin, client, statement) : askInOnePipeline(begin, client, statement);
}

/** A text without parameters may hold several statements, which no pipeline takes. */
async function askInOneText(begin: string, client: pg.PoolClient, { text }: Statement): Promise<pg.QueryResult> {
  const [, ...results] = (await client.query(`${begin};${text}`)) as unknown as readonly pg.QueryResult[];
  return (results.length === 1 ? results[0] : results) as pg.QueryResult;
}

/** The messages of both before one Sync: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING */
function askInOnePipeline(begin: string, client: pg.PoolClient, { text, parameters }: Statement): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query({ text, values: parameters as unknown[] }, (error, result) => {
      if (error) reject(error);
      else resolve(result as unknown as pg.QueryResult);
    }) as ExtendedQuery;
    const { prepare, handleCommandComplete } = query;
    query.prepare = (connection) => {
      connection.parse({ text: begin });
      connection.bind({});
      connection.execute({});
      prepare.call(query, connection);
    };
    query.handleCommandComplete = () => {
      // This one is of the beginning; the next is of the statement.
      query.handleCommandComplete = handleCommandComplete;
    };
    client.query(query);
  });
}
