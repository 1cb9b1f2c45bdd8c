import type { Claim } from '@munshi/events/claim';
import type { Fact } from './fact.ts';
import { type Writer, writeValue } from './write.ts';

/** Evidence of a claim that travels with it; all of it is under `/me/claims/:id`. */
export const EVIDENCE_SHOWN = 50;

/** A claim and where its text stands: UTF-16 code units of the composed text, the first place it is shown at. */
export interface PlacedClaim extends Claim {
  readonly start: number;
  readonly end: number;
}

export interface Composed {
  readonly text: string;
  readonly claims: PlacedClaim[];
}

export interface ComposeOptions {
  readonly facts: readonly Fact[];
  readonly writer: Writer;
  /** The id of a fact's claim; has to be unique among all claims of the customer. */
  readonly claimId: (fact: Fact) => string;
  /** Where the text begins in the whole answer; 0 unless given. */
  readonly offset?: number;
}

/** `{{f1}}` is the value; `{{f1.period}}` and `{{f1.asOf}}` say for when it holds, `{{f1.when}}` with its preposition: `in July 2026`. */
export const REFERENCE = /\{\{\s*([a-z][a-z0-9]*)(?:\.(period|when|asOf))?\s*\}\}/g;

/** A template refers to what is no fact: a mistake of whoever wrote it (or a model's invention). */
export class UnknownFactError extends Error {
  constructor(reference: string) {
    super(`there is no fact ${reference}`);
    this.name = 'UnknownFactError';
  }
}

/** The text of a template, with a claim for every fact it shows. @throws UnknownFactError */
export function compose(template: string, options: ComposeOptions): Composed {
  const { facts, writer, claimId, offset = 0 } = options;
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const claims = new Map<string, PlacedClaim>();
  let text = '';
  let read = 0;
  for (const match of template.matchAll(REFERENCE)) {
    const [whole, id = '', part] = match;
    const fact = byId.get(id);
    if (!fact) throw new UnknownFactError(id);
    text += template.slice(read, match.index);
    read = match.index + whole.length;
    const start = offset + text.length;
    const written = writeReference(fact, part, writer);
    text += written;
    if (part === undefined && !claims.has(id))
      claims.set(id, { ...claimOf(fact, written, claimId(fact)), start, end: start + written.length });
  }
  return { text: text + template.slice(read), claims: [...claims.values()] };
}

/** The ids a template refers to, in order, each once. */
export function referencesOf(template: string): string[] {
  return [...new Set([...template.matchAll(REFERENCE)].map(([, id = '']) => id))];
}

/** The ids whose value a template shows, in order, each once. */
export function figuresOf(template: string): string[] {
  return [...new Set([...template.matchAll(REFERENCE)].filter(([, , part]) => part === undefined).map(([, id = '']) => id))];
}

/** A fact as a claim, as it stands in the text. */
export function claimOf(fact: Fact, text: string, id: string): Claim {
  return {
    id,
    text,
    value: claimValue(fact),
    fact: fact.fact,
    period: fact.period,
    asOf: fact.asOf,
    evidence: fact.evidence.slice(0, EVIDENCE_SHOWN),
    evidenceCount: fact.evidence.length,
  };
}

function claimValue({ value }: Fact): Claim['value'] {
  if (typeof value === 'number' || 'minor' in value) return value;
  if ('date' in value) return value.date;
  return 'name' in value ? value.name : value.quote;
}

/** What a reference shows; a fact without a period has none to show. @throws UnknownFactError */
export function writeReference(fact: Fact, part: string | undefined, writer: Writer): string {
  if (part === undefined) return writeValue(fact, writer);
  if (part === 'asOf') return writer.date(fact.asOf);
  if (fact.period === null) throw new UnknownFactError(`${fact.id}.period`);
  return part === 'when' ? writer.when(fact.period) : writer.period(fact.period);
}
