import type { AmountField } from './mapping.ts';
import type { OpenChoice } from './proposal.ts';
import { type Sample, valuesOf } from './sample.ts';
import type { TransactionColumns } from './transaction-columns.ts';

export interface ProposedAmount {
  readonly field: AmountField;
  /** The column that is told apart, or the first of two. */
  readonly column: string;
  readonly values: readonly string[];
  readonly open: readonly OpenChoice[];
}

const DIRECTION = /^(?:(?:dr|cr|db|debit(?:ed)?|credit(?:ed)?)\.?|[dc]|withdrawal|deposit|in|out)$/i;
const SIGNED = /^[-(−–]|[-−–]$|\)$|(?:dr|cr)\.?\)?$/i;

/** One column with its sign or with one that says the direction, or a column for each direction; null where there is none. */
export function proposeAmount({ amount, paidOut, paidIn, direction }: TransactionColumns, sample: Sample): ProposedAmount | null {
  if (paidOut !== undefined && paidIn !== undefined) {
    const values = [...valuesOf(paidOut, sample), ...valuesOf(paidIn, sample)];
    return { field: { out: paidOut, in: paidIn }, column: paidOut, values, open: [] };
  }
  if (amount === undefined) return null;
  const values = valuesOf(amount, sample);
  const words = direction === undefined ? [] : valuesOf(direction, sample);
  if (direction !== undefined && words.length > 0 && 2 * words.filter((word) => DIRECTION.test(word)).length >= words.length) {
    return { field: { column: amount, sign: 'out', direction: directionField(direction) }, column: amount, values, open: [] };
  }
  if (values.some((value) => SIGNED.test(value))) return { field: { column: amount, sign: 'signed' }, column: amount, values, open: [] };
  const message = `${amount}: no figure has a sign, so nothing tells which way the money went; choose in, out or signed`;
  const open = [{ path: ['transaction', 'amount', 'sign'], column: amount, choices: 'in, out or signed', message }];
  return { field: { column: amount, sign: 'out' }, column: amount, values, open };
}

/** The words are the usual ones, which a mapping holds to be corrected. */
function directionField(column: string) {
  return {
    column,
    out: ['dr', 'dr.', 'd', 'db', 'debit', 'debited', 'withdrawal', 'out'],
    in: ['cr', 'cr.', 'c', 'credit', 'credited', 'deposit', 'in'],
  };
}

/** Whether a comma or a point stands before the fraction, as some amounts show it. */
export function amountStyle(values: readonly string[]): { readonly decimal: '.' | ','; open(column: string): OpenChoice[] } {
  const told = new Set(values.map(fractionMark));
  const [comma, point, either] = [told.has(','), told.has('.'), told.has('either')];
  const isOpen = (comma && point) || (either && !comma && !point);
  return {
    decimal: comma && !point ? ',' : '.',
    open: (column) => {
      const message = `${column}: the figures do not tell whether a point or a comma stands before the fraction; choose "." or ","`;
      return isOpen ? [{ path: ['decimal'], column, choices: '. or ,', message }] : [];
    },
  };
}

const FIGURE = /\d[\d.,]*\d/;

/** What a figure shows to stand before its fraction; null where it shows nothing, as 1,250 and 1250 do. */
function fractionMark(value: string): '.' | ',' | 'either' | null {
  const figure = FIGURE.exec(value)?.[0] ?? '';
  const marks = figure.replace(/\d/g, '');
  const last = marks.at(-1) as '.' | ',' | undefined;
  if (last === undefined) return null;
  // of two kinds the last is the fraction's; one kind that comes twice groups digits, as in 1,00,000
  if (marks !== last.repeat(marks.length)) return last;
  if (marks.length > 1) return last === ',' ? '.' : ',';
  if (figure.length - figure.indexOf(last) - 1 !== 3) return last;
  return last === '.' && figure.indexOf(last) <= 3 ? 'either' : null;
}
