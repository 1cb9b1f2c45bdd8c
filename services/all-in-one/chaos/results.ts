import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Outcome, Scenario } from './scenario.ts';

const FILE = resolve(import.meta.dirname, 'RESULTS.md');
const HEAD = `# What \`npm run chaos\` measured

One section a scenario, the last run of each, with the sizes it had. Written by the command; nothing here was typed.
Load is the machine's average over the minute before: what else ran counts against a standstill.
`;

export interface Result {
  readonly name: string;
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  readonly seed: number;
  /** Of the machine when it began: processes that ran or waited to. */
  readonly load: number;
  readonly isShort: boolean;
}

/** Puts a scenario's outcome in the place of the one before. */
export function writeResults({ name, scenario, outcome, seed, load, isShort }: Result): void {
  const known = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD;
  const [, ...sections] = known.split(/\n(?=## )/);
  const others = sections.filter((section) => !section.startsWith(`## ${name}\n`));
  const date = new Date().toISOString().slice(0, 10);
  const section = `## ${name}

- What: ${scenario.does}.
- Must hold: ${scenario.holds}.
- ${outcome.holds ? 'Holds' : '**Does not hold**'}, seed ${seed}, ${date}, ${isShort ? 'short version, ' : ''}load ${load.toFixed(1)} at the start: ${outcome.measured}.
`;
  const all = [...others, section].map((text) => text.trimEnd()).sort();
  writeFileSync(FILE, `${[HEAD.trimEnd(), ...all].join('\n\n')}\n`);
}
