import type { Repair } from '../text-value.ts';

/** Languages that a bank's customer file names in English rather than by their code. */
const LANGUAGES = [
  ...['as', 'bn', 'en', 'gu', 'hi', 'kn', 'kok', 'mai', 'ml', 'mr', 'ne', 'or', 'pa', 'sa', 'sd', 'ta', 'te', 'ur'],
  ...['ar', 'de', 'es', 'fr', 'id', 'it', 'ja', 'ko', 'ms', 'nl', 'pl', 'pt', 'ru', 'si', 'th', 'tr', 'vi', 'zh'],
];
const NAMES = new Intl.DisplayNames('en', { type: 'language' });
const CODE_OF = new Map(LANGUAGES.map((code) => [NAMES.of(code)?.toLowerCase() ?? code, code]));

/** A BCP 47 tag of a tag or a language's English name; unknown where it is neither, which no reader could format with. */
export function lenientLocale(text: unknown, repair: Repair): unknown {
  if (typeof text !== 'string') return text;
  const named = CODE_OF.get(text.toLowerCase());
  if (named !== undefined) return named;
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    if (tag !== undefined && Intl.NumberFormat.supportedLocalesOf(tag).length > 0) return tag;
  } catch {
    // not a tag at all: as one that nobody speaks
  }
  repair('invalidLocale');
  return null;
}

/** A zone that no clock knows would stop every reader that computes with it; a mere offset or abbreviation is no zone. */
export function lenientZone(zone: unknown, repair: Repair): unknown {
  if (typeof zone !== 'string') return zone;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    if (zone === 'UTC' || zone.includes('/')) return zone;
  } catch {
    // as one that is known to be none
  }
  repair('invalidTimeZone');
  return null;
}
