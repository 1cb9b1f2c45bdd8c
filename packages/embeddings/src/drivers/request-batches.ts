/** What one request to an OpenAI-like server may hold. */
export interface RequestLimits {
  readonly texts: number;
  /** UTF-8 bytes of all texts. A token of a byte-level vocabulary is at least one byte, so bytes bound tokens from above. */
  readonly bytes: number;
}

/** OpenAI's: 2,048 inputs and 300,000 tokens a request. Fewer at once, so that an answer (4,096 numbers at most) stays small. */
export const OPENAI_LIMITS: RequestLimits = { texts: 512, bytes: 300_000 };
/** OpenAI's limit is 8,191 tokens an input; so many bytes are never more tokens, whatever the language. */
export const MOST_BYTES_PER_TEXT = 8_191;

/** A text as it is sent: well formed, and cut at a character to so many bytes at most. */
export function textToSend(text: string, mostBytes: number): string {
  return cutToBytes(text.slice(0, mostBytes).toWellFormed(), mostBytes);
}

/** The first of the texts, as many as one request may hold; one alone always may. */
export function firstBatch(texts: readonly string[], limits: RequestLimits): string[] {
  let bytes = 0;
  const beyond = texts.slice(0, limits.texts).findIndex((text, index) => {
    bytes += Buffer.byteLength(text);
    return index > 0 && bytes > limits.bytes;
  });
  return texts.slice(0, beyond < 0 ? Math.max(1, limits.texts) : beyond);
}

/** What part of the limits the texts fill, 0..1. */
export function shareOf(texts: readonly string[], limits: RequestLimits): number {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return Math.max(texts.length / limits.texts, bytes / limits.bytes);
}

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  // Not between the bytes of one character: 10xxxxxx continues one.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
