import type { CustomerContext } from './context.ts';
import type { FactBook } from './fact-book.ts';
import type { Retrieval } from './retrieval.ts';
import type { Findings, Tool } from './tool.ts';
import { affordTool } from './tools/afford.ts';
import { alertsTool } from './tools/alerts.ts';
import { averageTool } from './tools/average.ts';
import { balanceTool } from './tools/balance.ts';
import { biggestTool } from './tools/biggest.ts';
import { budgetsTool } from './tools/budgets.ts';
import { compareTool } from './tools/compare.ts';
import { createDocumentsTool } from './tools/documents.ts';
import { forecastTool } from './tools/forecast.ts';
import { goalsTool } from './tools/goals.ts';
import { incomeTool } from './tools/income.ts';
import { groupsTool, offersTool } from './tools/insights.ts';
import { monthsTool } from './tools/months.ts';
import { recurringTool } from './tools/recurring.ts';
import { savedTool } from './tools/saved.ts';
import { spendingTool } from './tools/spending.ts';
import { tipsTool } from './tools/tips.ts';
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
    monthsTool,
    biggestTool,
    incomeTool,
    savedTool,
    transactionsTool,
    recurringTool,
    alertsTool,
    groupsTool,
    offersTool,
    forecastTool,
    affordTool,
    budgetsTool,
    goalsTool,
    tipsTool,
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
