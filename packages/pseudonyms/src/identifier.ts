/** A direct identifier at its place in a text. */
export interface Identifier {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** The same for every way to write it. */
  readonly value: string;
  /** A name as whoever knows it writes it. */
  readonly known?: string;
}
