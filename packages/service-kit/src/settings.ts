import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.ts';

/** A setting's documentation and whether its value is a secret: attach with `.meta()`. */
export interface SettingMeta {
  readonly description: string;
  readonly secret?: boolean;
}

export class SettingsError extends AppError {
  constructor(problems: readonly string[]) {
    super(`The settings do not allow a start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, {
      code: 'SETTINGS_INVALID',
      failure: 'invalid',
      details: { problems },
    });
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment with `.env` underneath it. The one place that reads `process.env`. */
export function readEnvironment(folder = process.cwd()): Environment {
  const file = resolve(folder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

/** What must hold between settings (one needs another, two contradict each other): gives the problems. Empty values are absent. */
export type SettingsRule = (environment: Environment) => readonly string[];

/**
 * Settings of a schema whose keys are environment names. An empty value counts as absent.
 * @throws SettingsError listing every problem at once, of the schema and of the rules, never a value of a secret.
 */
export function loadSettings<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
  rules: readonly SettingsRule[] = [],
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  const broken = result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  // Two packages that share a setting may say the same of it.
  const problems = [...new Set([...broken, ...rules.flatMap((rule) => rule(present))])];
  if (problems.length > 0 || !result.success) throw new SettingsError(problems);
  return result.data;
}

/** Settings of which either all are given or none. */
export function allOrNone(...names: readonly string[]): SettingsRule {
  return (environment) => {
    const missing = names.filter((name) => environment[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) return [];
    return [`${missing.join(', ')}: missing, while ${names.filter((name) => !missing.includes(name)).join(', ')} is set`];
  };
}

/** A service alone shares a bus and a database with the others; the embedded ones serve one process. */
export const needsServers: SettingsRule = (environment) =>
  ['KAFKA_BROKERS', 'DATABASE_URL']
    .filter((name) => environment[name] === undefined)
    .map(
      (name) =>
        `${name}: missing; a part of the services needs Kafka and PostgreSQL, since the embedded ones serve one process (npm start)`,
    );

export const flag = z.enum(['true', 'false', '1', '0', 'on', 'off']).transform((value) => ['true', '1', 'on'].includes(value));

/** A secret that signs or keys something: refuses what can be guessed. */
export const strongSecret = z.string().min(32, 'is weak: give at least 32 characters, e.g. from `openssl rand -hex 32`');

/** Settings that every service has. `port` is the service's own default when it runs alone. */
export function serviceSettings(port: number) {
  return z.object({
    PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65535)
      .default(port)
      .meta({ description: `Port of the HTTP server (alone: ${port})` }),
    HOST: z.string().default('127.0.0.1').meta({ description: 'Address the HTTP server listens on' }),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .meta({ description: 'Least severe log line that is written' }),
    OPERATOR_TOKEN: strongSecret.meta({ description: 'Bearer token of operators and their commands', secret: true }),
  });
}

/** What the bank itself is: its zone, locale and currency hold where a customer has no profile. */
export const bankSettings = z.object({
  BANK_TIME_ZONE: z
    .string()
    .default('Asia/Kolkata')
    .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC' || zone === 'Asia/Kolkata', 'is not a time zone')
    .meta({ description: 'IANA time zone of the bank' }),
  BANK_LOCALE: z.string().default('en-IN').refine(isLocale, 'is not a BCP 47 locale').meta({ description: 'BCP 47 locale of the bank' }),
  BANK_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code')
    .default('INR')
    .meta({ description: 'ISO 4217 currency of the bank' }),
});
export type BankSettings = z.output<typeof bankSettings>;

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
