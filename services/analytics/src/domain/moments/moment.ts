import type { Evidence } from '@munshi/events/claim';
import { contentHash } from '@munshi/events/event-id';
import type { MomentInsight } from '@munshi/events/insights';
import type { MomentKind } from '@munshi/events/insights-money';
import type { Fact } from '@munshi/facts/fact';

/** Something a customer may want to know, before anybody looked whether it was said already. */
export interface Moment {
  readonly kind: MomentKind;
  /** What it is about: a stream, a category with its currency, a transaction. */
  readonly entity: string;
  /** The date or month it belongs to: with kind and entity the semantic key. */
  readonly period: string;
  /** Values rounded so far that drift of a rupee makes no other one. */
  readonly bucket: string;
  readonly facts: readonly Fact[];
  readonly evidence: readonly Evidence[];
  /** The first date on which it is of no use any more. */
  readonly staleFrom: string;
  /** It is still so, not only once happened: what history said of it may be said again by the first live event. */
  readonly isPresent: boolean;
  /** Transactions that stand behind it and are to be read from the ledger. */
  readonly behind?: CategoryBehind | AccountsBehind;
}

/** The payments of a category in a month. */
export interface CategoryBehind {
  readonly category: string;
  readonly currency: string;
  readonly month: string;
}

/** What moved on some accounts from a date on. */
export interface AccountsBehind {
  readonly accounts: readonly string[];
  readonly currency: string;
  readonly since: string;
}

export function momentKey({ kind, entity, period }: Pick<Moment, 'kind' | 'entity' | 'period'>): string {
  return `${kind}:${entity}:${period}`;
}

/** The same moment has the same id, whoever finds it and however often. */
export function toInsight(customerId: string, moment: Moment, read: readonly Evidence[] = []): MomentInsight {
  const key = momentKey(moment);
  const own = [...moment.evidence, ...read];
  const evidence = own.filter(({ kind, id }, at) => own.findIndex((one) => one.kind === kind && one.id === id) === at);
  return {
    momentId: contentHash(['moment', customerId, key, moment.bucket]),
    customerId,
    kind: moment.kind,
    facts: moment.facts.map(({ id, evidence: proof, ...fact }) => ({
      name: id,
      ...fact,
      evidence: [...proof, ...read],
    })) as MomentInsight['facts'],
    evidence,
    key,
    bucket: moment.bucket,
    staleAfter: `${moment.staleFrom}T00:00:00Z`,
  };
}

const STEP = Math.log(1.5);

/** A step of half as much again. */
export function sizeBucket(minor: number): string {
  return minor === 0 ? '0' : `${minor < 0 ? '-' : ''}${Math.round(Math.log(Math.abs(minor)) / STEP)}`;
}

export function transactionEvidence(ids: readonly string[]): Evidence[] {
  return ids.map((id) => ({ kind: 'transaction', id }));
}

/** A fact of a moment: it holds on a date, not over a period. */
export function factOf(
  asOf: string,
  id: string,
  fact: Pick<Fact, 'fact' | 'value' | 'evidence' | 'label'> & { readonly period?: Fact['period'] },
): Fact {
  return { id, asOf, period: null, ...fact };
}
