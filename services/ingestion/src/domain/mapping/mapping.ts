import { z } from 'zod';

/** Where a value comes from: a column (or key) of the row, or the same text for every row. */
const field = z.union([z.string().min(1), z.strictObject({ constant: z.string() })]);
export type Field = z.infer<typeof field>;

const dateOrder = z.enum(['dmy', 'mdy', 'ymd']);
export type DateOrder = z.infer<typeof dateOrder>;

/**
 * `out`: the column holds money that left the account as a positive figure. `signed`: signed as the customer sees it.
 * The currency is the one written beside the figure, else that of `currency`, else the mapping's, else the bank's.
 */
const column = z.string().min(1);
const figure = z.strictObject({ column, sign: z.enum(['out', 'in', 'signed']), currency: column.optional() });

const words = (standard: string[]) => z.array(z.string().toLowerCase()).default(standard);
/** `direction`: a column that says by a word which way the money went. */
const direction = z.strictObject({
  column,
  out: words(['dr', 'dr.', 'd', 'db', 'debit', 'debited', 'withdrawal', 'out']),
  in: words(['cr', 'cr.', 'c', 'credit', 'credited', 'deposit', 'in']),
});
const paid = figure.extend({ direction: direction.optional() });
export type PaidField = z.infer<typeof paid>;

/** Or two columns, one for money out and one for money in, of which a row has one. */
const amount = z.union([paid, z.strictObject({ out: column, in: column, currency: column.optional() })]);
export type AmountField = z.infer<typeof amount>;

const date = z.strictObject({
  column: z.string().min(1),
  order: dateOrder,
  /** How far ahead a date may lie: 7 days unless it says otherwise, 366 for what is pending. */
  daysAhead: z.int().min(0).optional(),
});
/** `isSure: false`: nothing told day from month; a date that could be two is then unknown. */
const updatedAt = z.strictObject({ column: z.string().min(1), order: dateOrder, isSure: z.boolean().optional() });
/** `clock`: HHMMSS or HH:MM[:SS] in the mapping's zone; `dateTime`: the clock behind the date in one column; `instant`: RFC 3339. */
const time = z.strictObject({ column: z.string().min(1), as: z.enum(['clock', 'dateTime', 'instant']) });

/** A date of birth; `dayAbove12Only` for files that swap day and month, where a day of at most 12 tells nothing. */
const birthDate = z.strictObject({
  column: z.string().min(1),
  order: dateOrder,
  dayAbove12Only: z.boolean().default(false),
  /** Dates that stand for "not known". */
  placeholders: z.array(z.string()).default([]),
});
export type BirthDateField = z.infer<typeof birthDate>;

/**
 * How rows of a foreign file become transactions and what they say of customers. A table, no code: the same shape is
 * built in and may be given as a file.
 */
export const mapping = z.strictObject({
  name: z.string().min(1),
  /** The `source` of its transactions. Two files of one bank feed share it, and so their identities. */
  source: z.string().min(1).max(100),
  /** `columns`: rows with named columns (CSV, or JSON objects). `prompt`: lines `- Name: value` within the key `prompt`. */
  rows: z.enum(['columns', 'prompt']),
  /** Columns that must all be there for a file to be recognised. */
  recognisedBy: z.array(z.string()).min(1),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  timeZone: z.string().optional(),
  /** What stands before the fraction of an amount; a point unless it says otherwise. */
  decimal: z.enum(['.', ',']).optional(),
  transaction: z.strictObject({
    transactionId: field.optional(),
    customerId: field,
    accountId: field.optional(),
    amount,
    date,
    time: time.optional(),
    status: field.optional(),
    channel: field.optional(),
    description: field.optional(),
    merchantId: field.optional(),
    merchantName: field.optional(),
    merchantMcc: field.optional(),
    merchantCity: field.optional(),
    merchantCountry: field.optional(),
    counterpartyName: field.optional(),
    counterpartyAccount: field.optional(),
    refersTo: field.optional(),
    balanceAfter: figure.optional(),
  }),
  /** What a row says of its customer. */
  customer: z.strictObject({ name: field, birthDate, gender: field, city: field, occupation: field }).partial().optional(),
  /** Where the file names no account: each customer has one, of this kind. */
  accountOfCustomer: z.strictObject({ kind: z.enum(['current', 'savings', 'card', 'loan', 'other']) }).optional(),
});
export type Mapping = z.infer<typeof mapping>;

/**
 * How rows of a customer file (a CRM export) become customers. Products are separated by one of `;|,`; consent to the use of AI
 * is given by a word of `yes`, refused by one of `no`, and unknown with any other.
 */
export const customerMapping = z.strictObject({
  name: z.string().min(1),
  rows: z.literal('columns'),
  recognisedBy: z.array(z.string()).min(1),
  customers: z.strictObject({
    customerId: field,
    name: field.optional(),
    /** Where the name comes in two columns. */
    firstName: field.optional(),
    lastName: field.optional(),
    birthDate: birthDate.optional(),
    gender: field.optional(),
    city: field.optional(),
    occupation: field.optional(),
    incomeBand: field.optional(),
    locale: field.optional(),
    timeZone: field.optional(),
    currency: field.optional(),
    products: field.optional(),
    /** When the row was so: rows of an older export change nothing. Without an offset it is in the bank's zone. */
    updatedAt: updatedAt.optional(),
    aiConsent: z
      .strictObject({ column, yes: words(['yes', 'y', 'true', '1', 'granted']), no: words(['no', 'n', 'false', '0', 'denied']) })
      .optional(),
  }),
});
export type CustomerMapping = z.infer<typeof customerMapping>;

/** Either kind of mapping, as a file may give it. */
export const anyMapping = z.union([mapping, customerMapping]);
export type AnyMapping = z.infer<typeof anyMapping>;

/** A mapping that was given as JSON, or what is wrong with it. */
export function parseMapping(text: string): { readonly mapping: AnyMapping } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'the mapping is not JSON' };
  }
  const isOfCustomers = typeof value === 'object' && value !== null && 'customers' in value;
  const read = (isOfCustomers ? customerMapping : mapping).safeParse(value);
  return read.success ? { mapping: read.data } : { problem: `the mapping is not one:\n${z.prettifyError(read.error)}` };
}

export function isCustomerMapping(mapping: AnyMapping): mapping is CustomerMapping {
  return 'customers' in mapping;
}

/** The bank's own zone and currency, where a mapping names none. */
export interface BankDefaults {
  readonly timeZone: string;
  readonly currency: string;
}
