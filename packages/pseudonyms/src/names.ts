import type { Identifier } from './identifier.ts';

/** A shorter part is too often a word or an initial. */
const SHORTEST_PART = 3;

/** The given names, whole in any case, and each of their parts where it is written as a name is. */
export function findNames(text: string, names: readonly string[]): Identifier[] {
  return names.flatMap((name) => {
    const parts = name.split(/\s+/).filter((part) => part !== '');
    const whole = parts.length === 0 ? [] : matches(text, parts.map(escaped).join('\\s+'), 'giu', name);
    const single = parts.filter((part) => part.length >= SHORTEST_PART);
    const alone = single.flatMap((part) => [part, part.toUpperCase()].flatMap((written) => matches(text, escaped(written), 'gu', part)));
    return [...whole, ...alone];
  });
}

function matches(text: string, pattern: string, flags: string, value: string): Identifier[] {
  const found = text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, flags));
  return [...found].map((match) => ({ kind: 'name', start: match.index, end: match.index + match[0].length, value: value.toUpperCase() }));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
