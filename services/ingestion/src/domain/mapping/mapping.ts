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
const amount = z.strictObject({ column: z.string().min(1), sign: z.enum(['out', 'in', 'signed']), currency: z.string().min(1).optional() });
export type AmountField = z.infer<typeof amount>;

const date = z.strictObject({ column: z.string().min(1), order: dateOrder });
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
    balanceAfter: amount.optional(),
  }),
  /** What a row says of its customer. */
  customer: z.strictObject({ name: field, birthDate, gender: field, city: field, occupation: field }).partial().optional(),
  /** Where the file names no account: each customer has one, of this kind. */
  accountOfCustomer: z.strictObject({ kind: z.enum(['current', 'savings', 'card', 'loan', 'other']) }).optional(),
});
export type Mapping = z.infer<typeof mapping>;

/** The bank's own zone and currency, where a mapping names none. */
export interface BankDefaults {
  readonly timeZone: string;
  readonly currency: string;
}
