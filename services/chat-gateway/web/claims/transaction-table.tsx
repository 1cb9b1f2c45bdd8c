import { useState } from 'preact/hooks';
import type { TransactionItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { CategoryCell } from './category-cell.tsx';

const ROWS_AT_FIRST = 50;

export function TransactionTable({ transactions }: { readonly transactions: readonly TransactionItem[] }) {
  const reader = useReader();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? transactions : transactions.slice(0, ROWS_AT_FIRST);
  const count = `${reader.count(transactions.length)} ${transactions.length === 1 ? 'transaction' : 'transactions'}`;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="table-frame" tabIndex={0} aria-label={`${count}, newest first`}>
        <table class="transactions">
          <caption>{count}</caption>
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">Merchant</th>
              <th scope="col">Category</th>
              <th scope="col" class="amount">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((transaction) => (
              <TransactionRow key={`${transaction.source} ${transaction.transactionId}`} transaction={transaction} />
            ))}
          </tbody>
        </table>
      </section>
      {shown.length < transactions.length && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show all {count}
        </button>
      )}
    </>
  );
}

function TransactionRow({ transaction }: { readonly transaction: TransactionItem }) {
  const reader = useReader();
  const { amount, date, status, description } = transaction;
  const name = transaction.merchantName ?? transaction.merchant?.name ?? transaction.counterparty?.name ?? description ?? 'No name';
  return (
    <tr>
      <td class="date">
        <time dateTime={date}>{reader.day(date)}</time>
      </td>
      <td>
        <bdi title={description ?? undefined}>{name}</bdi>
        {status !== 'posted' && <small class="tag">{status}</small>}
      </td>
      <td class="category">
        <CategoryCell transaction={transaction} name={name} />
      </td>
      <td class={amount.minor > 0 ? 'amount amount-in' : 'amount'}>{reader.money(amount)}</td>
    </tr>
  );
}
