import type { AnyMapping } from './mapping.ts';

/** A choice that the rows leave open: the mapping holds a guess there, to be looked at before it is used. */
export interface OpenChoice {
  /** Where in the mapping. */
  readonly path: readonly string[];
  readonly column: string;
  readonly choices: string;
  readonly message: string;
}

/** A mapping that is read from a table's columns, to be looked at and corrected. */
export interface Proposal {
  readonly mapping: AnyMapping;
  readonly open: readonly OpenChoice[];
}

/** The mapping with the choices in the place of what was guessed: it cannot be used before they are made. */
export function withOpenChoices({ mapping, open }: Proposal): unknown {
  const shown = structuredClone(mapping) as Record<string, unknown>;
  for (const { path, choices } of open) setAt(shown, path, choices);
  return shown;
}

/** The proposal with one of its choices made. */
export function withChoice({ mapping, open }: Proposal, made: OpenChoice, value: string): Proposal {
  const settled = structuredClone(mapping) as Record<string, unknown>;
  setAt(settled, made.path, value);
  return { mapping: settled as unknown as AnyMapping, open: open.filter((choice) => choice !== made) };
}

function setAt(value: Record<string, unknown>, path: readonly string[], leaf: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) value[name] = leaf;
  else setAt(value[name] as Record<string, unknown>, rest, leaf);
}
