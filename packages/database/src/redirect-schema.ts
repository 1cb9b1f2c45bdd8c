import { IdentifierNode, type KyselyPlugin, OperationNodeTransformer, type RawNode } from 'kysely';
import type { Database, SqlTransaction } from './database.ts';

/**
 * The same database, where every statement that names the schema `from` runs on the schema `to`: so a shadow is written by the very
 * statements that write the live tables. Names are qualified everywhere, and what is data travels as parameters.
 */
export function redirectSchema(database: Database, from: string, to: string): Database {
  const plugin = createRedirect(from, to);
  return {
    kind: database.kind,
    sql: database.sql.withPlugin(plugin),
    transaction: (work) => database.transaction((tx) => work(tx.withPlugin(plugin))),
    ping: () => database.ping(),
    close: async () => undefined,
  };
}

/** The same of one transaction. */
export function redirectTransaction(tx: SqlTransaction, from: string, to: string): SqlTransaction {
  return tx.withPlugin(createRedirect(from, to));
}

function createRedirect(from: string, to: string): KyselyPlugin {
  const transformer = new SchemaTransformer(from, to);
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
}

class SchemaTransformer extends OperationNodeTransformer {
  readonly #from: string;
  readonly #to: string;
  readonly #inText: RegExp;

  constructor(from: string, to: string) {
    super();
    this.#from = from;
    this.#to = to;
    // Of `analytics.customers` and `"analytics".customers` the first part; not of `x.analytics.y` or `an_analytics.y`.
    this.#inText = new RegExp(`(?<![\\w."$])(?:${escaped(from)}|"${escaped(from)}")(?=\\.)`, 'g');
  }

  protected override transformRaw(node: RawNode, queryId?: Parameters<OperationNodeTransformer['transformNode']>[1]): RawNode {
    const raw = super.transformRaw(node, queryId);
    return { ...raw, sqlFragments: raw.sqlFragments.map((text) => text.replace(this.#inText, `"${this.#to}"`)) };
  }

  protected override transformIdentifier(node: IdentifierNode): IdentifierNode {
    return node.name === this.#from ? IdentifierNode.create(this.#to) : node;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\-]/g, '\\$&');
}
