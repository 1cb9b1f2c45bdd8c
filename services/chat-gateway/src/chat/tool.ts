import type { z } from 'zod';
import type { CustomerContext } from './context.ts';
import type { Pen } from './fact-book.ts';

export interface Source {
  readonly documentId: string;
  readonly title: string;
  readonly section: string | null;
  readonly excerpt: string;
}

/** What a tool found: facts (written through its pen), the sentences that say them, and what to ask next. */
export interface Findings {
  /** Templates with references; one that begins with a line break stands on a line of its own. */
  readonly sentences: readonly string[];
  readonly suggestions?: readonly string[];
  readonly sources?: readonly Source[];
  /** It could not be told; another way may be tried. */
  readonly nothing?: boolean;
}

export interface ToolRun {
  readonly context: CustomerContext;
  readonly pen: Pen;
  readonly signal: AbortSignal;
}

/** Looks something up for the customer of its context; no argument can name another customer. */
export interface Tool<Args = unknown> {
  readonly name: string;
  /** For a model. */
  readonly description: string;
  /** Shown while it works. */
  readonly step: string;
  readonly args: z.ZodType<Args>;
  run(args: Args, run: ToolRun): Promise<Findings>;
}
