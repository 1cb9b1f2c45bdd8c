import type { Claim } from '@munshi/events/claim';
import { createWriter } from '@munshi/facts/write';

interface OpenedClaim extends Claim {
  readonly transactions: readonly {
    readonly transactionId: string;
    readonly date: string;
    readonly amount: { minor: number; currency: string };
    readonly merchantName: string | null;
    readonly description?: string | null;
  }[];
}

/** The figures of an answer, in its order; names and passages are none. */
export function figuresOf(claims: readonly Claim[]): Claim[] {
  return claims.filter(({ value }) => typeof value !== 'string');
}

/** A line each, with how many records stand behind them. */
export function listFigures(claims: readonly Claim[]): string {
  return claims
    .map(({ text, evidenceCount }, index) => `  [${index + 1}] ${text}${evidenceCount === 0 ? '' : `  (${countWords(evidenceCount)})`}\n`)
    .join('');
}

function countWords(count: number): string {
  return `${count} ${count === 1 ? 'record' : 'records'}`;
}

/** The transactions behind a figure, a line each. */
export async function openClaim({ url, token }: { url: string; token: string }, claim: Claim | undefined): Promise<string> {
  if (!claim) return 'There is no such figure in the last answer.\n';
  const response = await fetch(new URL(`/me/claims/${encodeURIComponent(claim.id)}`, url), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    await response.body?.cancel();
    return 'This figure can’t be opened now.\n';
  }
  const opened = (await response.json()) as OpenedClaim;
  const writer = createWriter('en-IN');
  const rows = opened.transactions.map(({ date, amount, merchantName, description, transactionId }) => {
    const name = merchantName ?? description ?? null;
    return `  ${date}  ${writer.money(amount).padStart(16)}  ${name === null ? '' : `${writer.name(name)}  `}${transactionId}`;
  });
  return `${opened.text} stands on ${countWords(opened.evidenceCount)}${rows.length > 0 ? ':' : '.'}\n${rows.map((row) => `${row}\n`).join('')}`;
}
