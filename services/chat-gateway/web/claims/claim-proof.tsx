import type { Claim } from '@munshi/events/claim';
import { useEffect, useRef, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { OpenedClaim, TransactionItem } from '../gateway/shapes.ts';
import { type Reader, useReader } from '../reading/reader.ts';
import { addUp, isProofOf } from './add-up.ts';
import { definitionOf } from './definitions.ts';
import { TransactionTable } from './transaction-table.tsx';

interface ClaimProofProps {
  readonly id: string;
  readonly claim: Claim;
  onClose(): void;
}

/** What stands behind a figure, computed anew by the gateway when it is opened. */
export function ClaimProof({ id, claim, onClose }: ClaimProofProps) {
  const reader = useReader();
  const heading = useRef<HTMLHeadingElement>(null);
  const [opened, setOpened] = useState<OpenedClaim | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const definition = definitionOf(claim.fact);

  useEffect(() => {
    let gone = false;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
    gateway.claim(claim.id).then(
      (found) => gone || setOpened(found),
      (error) => gone || setFailure(wordsFor(error)),
    );
    return () => {
      gone = true;
    };
  }, [claim.id]);

  return (
    <section
      id={id}
      class="proof"
      aria-labelledby={`${id}-heading`}
      aria-busy={opened === null && failure === null}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <h3 id={`${id}-heading`} ref={heading} tabIndex={-1}>
          <span class="proof-name">
            {definition.name}
            {claim.period === null ? '' : `, ${reader.period(claim.period)}`}
          </span>
          <span class="figure-large">{claim.text}</span>
        </h3>
        <button type="button" class="quiet" onClick={onClose} aria-label={`Close what is behind ${claim.text}`}>
          Close
        </button>
      </header>
      <p class="definition">{definition.says}</p>
      {failure !== null && (
        <p class="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {opened === null && failure === null && <p role="status">Looking up the transactions…</p>}
      {opened !== null && <Evidence opened={opened} isSum={definition.isSum} />}
    </section>
  );
}

function Evidence({ opened, isSum }: { readonly opened: OpenedClaim; readonly isSum: boolean }) {
  const reader = useReader();
  const { transactions } = opened;
  return (
    <>
      {opened.changed && (
        <p class="notice">
          This has changed since it was said: it was {written(opened.shown, reader)} and is {opened.text} now.
        </p>
      )}
      {isSum && transactions.length > 0 && <AddedUp transactions={transactions} value={opened.value} />}
      {transactions.length > 0 && <TransactionTable transactions={transactions} />}
      <p class="hint">{standsOn(opened, reader)}</p>
    </>
  );
}

function AddedUp({ transactions, value }: { readonly transactions: readonly TransactionItem[]; readonly value: Claim['value'] }) {
  const reader = useReader();
  const sum = addUp(transactions.map(({ amount }) => amount));
  if (sum === null) return null;
  const proves = isProofOf(sum, value);
  const rows = transactions.length === 1 ? 'This transaction is' : `These ${reader.count(transactions.length)} transactions add up to`;
  return (
    <p class={proves ? 'added-up' : 'added-up notice notice-bad'}>
      {rows} <strong>{reader.money(sum)}</strong>
      {proves ? ', which is the figure above.' : ', which is not the figure above. Tell your bank.'}
    </p>
  );
}

function written(value: Claim['value'], reader: Reader): string {
  if (typeof value === 'object') return reader.money(value);
  return typeof value === 'number' ? reader.count(value) : value;
}

const KINDS: Readonly<Record<string, string>> = {
  customer: 'the bank’s record of you',
  insight: 'what the analysis of your transactions found',
  document: 'a document of the bank',
};

function standsOn({ evidence, recomputed, asOf, transactions }: OpenedClaim, reader: Reader): string {
  const others = [...new Set(evidence.flatMap(({ kind }) => KINDS[kind] ?? []))];
  const also = others.length === 0 ? '' : `It ${transactions.length > 0 ? 'also ' : ''}stands on ${others.join(' and ')}. `;
  const when = recomputed ? 'Computed anew from the ledger just now' : 'Shown as it was computed';
  return `${also}${when}; the newest of it is of ${reader.day(asOf.slice(0, 10))}.`;
}
