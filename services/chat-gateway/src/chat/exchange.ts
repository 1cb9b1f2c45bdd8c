import type { PlacedClaim } from '@munshi/facts/compose';
import type { Plan } from '../domain/plan.ts';
import type { AnswerSink } from './answer-writer.ts';
import type { CustomerContext } from './context.ts';
import type { Source } from './tool.ts';

export interface Question {
  readonly context: CustomerContext;
  readonly text: string;
  /** What the question before asked for. */
  readonly previous: Plan | null;
  readonly messageId: string;
  readonly signal: AbortSignal;
  readonly sink: AnswerSink;
}

export interface ClaimRecipe {
  readonly claimId: string;
  readonly recipe: unknown;
  readonly claim: PlacedClaim;
}

export interface Answer {
  readonly text: string;
  readonly claims: readonly PlacedClaim[];
  readonly recipes: readonly ClaimRecipe[];
  readonly sources: readonly Source[];
  readonly suggestions: readonly string[];
  readonly mode: 'llm' | 'template';
  readonly stopped: boolean;
  readonly plan: Plan;
}
