import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Outcome, Scenario } from './scenario.ts';

const FILE = resolve(import.meta.dirname, 'RESULTS.md');
const HEAD = `# What \`npm run chaos\` measured

One section a scenario, the last run of each. Written by the command; nothing here was typed.
`;

/** Puts a scenario's outcome in the place of the one before. */
export function writeResults(name: string, scenario: Scenario, outcome: Outcome, seed: number): void {
  const known = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD;
  const [head = HEAD, ...sections] = known.split(/\n(?=## )/);
  const others = sections.filter((section) => !section.startsWith(`## ${name}\n`));
  const date = new Date().toISOString().slice(0, 10);
  const section = `## ${name}

- What: ${scenario.does}.
- Must hold: ${scenario.holds}.
- ${outcome.holds ? 'Holds' : '**Does not hold**'}, seed ${seed}, ${date}: ${outcome.measured}.
`;
  const all = [...others, section].map((text) => text.trimEnd()).sort();
  writeFileSync(FILE, `${[head.trimEnd(), ...all].join('\n\n')}\n`);
}
