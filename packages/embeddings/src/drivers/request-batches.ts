/** What one request to an OpenAI-like server may hold. */
export interface RequestLimits {
  readonly texts: number;
  /** UTF-8 bytes of all texts. A token of a byte-level vocabulary is at least one byte, so bytes bound tokens from above. */
  readonly bytes: number;
}

/** OpenAI's: 2,048 inputs and 300,000 tokens a request. Fewer at once, so that an answer (4,096 numbers at most) stays small. */
export const OPENAI_LIMITS: RequestLimits = { texts: 512, bytes: 300_000 };
/** OpenAI's limit is 8,191 tokens an input; so many bytes are never more tokens, whatever the language. */
const MOST_BYTES_PER_TEXT = 8_191;

/** The texts as they are sent: well formed, and cut at a character to what a model surely reads. */
export function textsToSend(texts: readonly string[]): string[] {
  return texts.map((text) => cutToBytes(text.slice(0, MOST_BYTES_PER_TEXT).toWellFormed(), MOST_BYTES_PER_TEXT));
}

/** The texts in order, in requests that keep every limit. */
export function requestBatches(texts: readonly string[], limits: RequestLimits): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    const last = batches.at(-1);
    if (last && last.length < limits.texts && bytes + size <= limits.bytes) {
      last.push(text);
      bytes += size;
    } else {
      batches.push([text]);
      bytes = size;
    }
  }
  return batches;
}

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  // Not between the bytes of one character: 10xxxxxx continues one.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
