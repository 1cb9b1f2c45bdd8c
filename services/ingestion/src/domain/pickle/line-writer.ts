/** Thrown when a line is longer than any that is read; what is written so far is over the limit as well. */
export class LineFullError extends Error {}

/** Texts that JSON writes as they are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Collects the JSON text of one row, and stops where it grows beyond what a line may have. */
export class LineWriter {
  readonly #limit: number;
  #text = '';

  /** @param limit in characters */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get text(): string {
    return this.#text;
  }

  raw(text: string): void {
    this.#text += text;
    if (this.#text.length > this.#limit) throw new LineFullError();
  }

  /** A value; floats that are no number are unknown, integers keep every digit. */
  value(value: null | boolean | number | bigint | string): void {
    if (typeof value === 'string') {
      if (value.length > this.#limit) this.raw(value.slice(0, this.#limit));
      this.raw(PLAIN.test(value) ? `"${value}"` : JSON.stringify(value));
    } else this.raw(typeof value === 'number' && !Number.isFinite(value) ? infinite(value) : String(value));
  }
}

/** NaN is pandas' word for unknown; an infinite figure is none that a reader may take for one. */
function infinite(value: number): string {
  return Number.isNaN(value) ? 'null' : value > 0 ? '"Infinity"' : '"-Infinity"';
}
