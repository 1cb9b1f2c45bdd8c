import { type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

/** Never in a log line, whoever logs them: by themselves or one level down. */
const REDACTED = [
  ...['authorization', 'cookie', 'set-cookie', 'token', 'apiKey', 'password', 'secret', 'text'],
  ...['OPERATOR_TOKEN', 'AUTH_SECRET', 'PSEUDONYM_SECRET', 'DATABASE_URL', 'KAFKA_SASL_PASSWORD', 'KAFKA_SSL_KEY'],
  ...['GROQ_API_KEY', 'OPENAI_API_KEY', 'AZURE_OPENAI_API_KEY', 'PINECONE_API_KEY'],
];

const redactPaths = [
  ...REDACTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`]),
  ...['authorization', 'cookie', 'set-cookie'].flatMap((name) => [`req.headers["${name}"]`, `res.headers["${name}"]`]),
];

export interface LoggerSettings {
  readonly level: string;
  readonly service: string;
}

/** How every logger of a process writes. */
export function loggerOptions(settings: LoggerSettings): LoggerOptions {
  return {
    level: settings.level,
    base: { service: settings.service },
    redact: { paths: redactPaths, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
}

/** One logger a process, JSON on standard error (standard output belongs to a command's answer). */
export function createLogger(settings: LoggerSettings): Logger {
  return pino(loggerOptions(settings), pino.destination({ fd: 2, sync: false }));
}

export const silentLogger: Logger = pino({ level: 'silent' });
