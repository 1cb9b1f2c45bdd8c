/** Why a record cannot be taken. Part of the contract with callers. */
export type RejectionCode =
  | 'LINE_TOO_LONG'
  | 'LINE_NOT_UTF8'
  | 'LINE_HAS_NUL'
  | 'CSV_INVALID'
  | 'CSV_QUOTE_UNCLOSED'
  | 'CSV_COLUMN_COUNT'
  | 'HEADER_REPEATED'
  | 'JSON_INVALID'
  | 'JSON_TOO_DEEP'
  | 'NOT_AN_OBJECT'
  | 'RECORD_UNKNOWN'
  | 'PROMPT_UNKNOWN'
  | 'TRANSACTION_ID_MISSING'
  | 'CUSTOMER_ID_MISSING'
  | 'ID_INVALID'
  | 'AMOUNT_MISSING'
  | 'AMOUNT_INVALID'
  | 'DATE_MISSING'
  | 'DATE_INVALID'
  | 'DATE_IN_FUTURE'
  | 'FIELD_INVALID'
  | 'RECORD_TOO_LARGE'
  | 'CUSTOMER_ERASED'
  | 'PERSONAL_DATA_IN_DOCUMENT'
  | 'TRANSACTION_OF_ANOTHER_CUSTOMER';

/** `message` says what, where and what to do, and never repeats the record's content. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}

/** Thrown inside a mapping to leave it at once; caught where the record is turned into an entry. */
export class RejectedError extends Error {
  readonly rejection: Rejection;
  constructor(code: RejectionCode, message: string) {
    super(message);
    this.name = 'RejectedError';
    this.rejection = { code, message };
  }
}
