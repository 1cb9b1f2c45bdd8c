import type { Plan, Slots } from '../domain/plan.ts';
import type { CustomerContext } from './context.ts';
import type { FactBook } from './fact-book.ts';
import type { Retrieval } from './retrieval.ts';
import type { Findings, Tool } from './tool.ts';
import { averageTool } from './tools/average.ts';
import { balanceTool } from './tools/balance.ts';
import { biggestTool } from './tools/biggest.ts';
import { compareTool } from './tools/compare.ts';
import { createDocumentsTool } from './tools/documents.ts';
import { incomeTool } from './tools/income.ts';
import { alertsTool, forecastTool, groupsTool, offersTool, recurringTool } from './tools/insights.ts';
import { periodText } from './tools/period-args.ts';
import { spendingTool } from './tools/spending.ts';
import { transactionsTool } from './tools/transactions.ts';

export interface UseOptions {
  readonly context: CustomerContext;
  readonly book: FactBook;
  readonly signal: AbortSignal;
}

/** Every way to look something up. */
export interface Toolbox {
  readonly tools: readonly Tool[];
  byName(name: string): Tool | undefined;
  /** Runs a tool on arguments that may be anything. @throws ZodError */
  use(tool: Tool, args: unknown, options: UseOptions): Promise<Findings>;
}

export function createToolbox(retrieval: Retrieval): Toolbox {
  const tools = [
    balanceTool,
    spendingTool,
    compareTool,
    averageTool,
    biggestTool,
    incomeTool,
    transactionsTool,
    recurringTool,
    alertsTool,
    groupsTool,
    offersTool,
    forecastTool,
    createDocumentsTool(retrieval),
  ] as unknown as readonly Tool[];
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return {
    tools,
    byName: (name) => byName.get(name),
    async use(tool, given, { context, book, signal }) {
      const args = tool.args.parse(given);
      signal.throwIfAborted();
      return tool.run(args, { context, pen: book.penOf({ tool: tool.name, args }), signal });
    },
  };
}

/** The tool and arguments that answer a plan; null where talk answers it. */
export function callFor({ intent, slots }: Plan, question: string): { readonly tool: string; readonly args: unknown } | null {
  const chosen = selectionOf(slots);
  switch (intent) {
    case 'balance':
      return { tool: 'balance', args: { account: slots.account } };
    case 'spending':
      return { tool: 'spending', args: chosen };
    case 'breakdown':
      return { tool: 'spending', args: { ...chosen, by: 'category' } };
    case 'merchants':
      return { tool: 'spending', args: { ...chosen, by: 'merchant' } };
    case 'average':
      return { tool: 'average', args: chosen };
    case 'compare':
      return { tool: 'compare', args: { ...chosen, with: slots.against ? periodText(slots.against) : null } };
    case 'biggest':
      return { tool: 'biggest_expense', args: { ...chosen, count: slots.count === null ? null : Math.min(slots.count, 20) } };
    case 'income':
      return { tool: 'income', args: { period: chosen.period, account: chosen.account } };
    case 'transactions':
      return {
        tool: 'transactions',
        args: {
          ...chosen,
          count: slots.count === null ? null : Math.min(slots.count, 20),
          min: slots.min,
          max: slots.max,
          received: slots.received,
          refunds: slots.refunds,
        },
      };
    case 'recurring':
    case 'alerts':
    case 'groups':
    case 'offers':
    case 'forecast':
      return { tool: intent, args: {} };
    case 'product':
    case 'unknown':
      return { tool: 'documents', args: { query: question.slice(0, 1000) } };
    case 'greeting':
    case 'thanks':
    case 'help':
    case 'others':
      return null;
  }
}

function selectionOf({ period, category, merchant, account }: Slots) {
  return {
    period: period ? periodText(period) : null,
    category: merchant ? null : category,
    merchant,
    account: account === 'owed' ? null : account,
  };
}
