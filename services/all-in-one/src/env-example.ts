import { z } from 'zod';

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

/** `.env.example` of a settings schema: every setting with its description; commented out, so that the defaults hold. */
export function envExampleOf(schema: z.ZodObject): string {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const lines = Object.entries(properties).map(([name, property]) => {
    const { description = '', default: standard } = property as Described;
    return `# ${description}\n#${name}=${standard === undefined ? '' : String(standard)}\n`;
  });
  return `# Settings of every service; copy to .env and set what you need. Written by \`npm run env-example\`.\n\n${lines.join('\n')}`;
}
