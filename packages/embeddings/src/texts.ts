import { EmbeddingsInvalidError } from './errors.ts';

/** @throws EmbeddingsInvalidError `TEXT_EMPTY`, naming the position and never the text. */
export function refuseEmptyTexts(texts: readonly string[]): void {
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty >= 0)
    throw new EmbeddingsInvalidError('TEXT_EMPTY', `Text ${empty} of ${texts.length} is empty: leave it out before embedding.`);
}
