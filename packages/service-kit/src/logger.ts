import { type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

/** Paths that never reach a log line, whoever logs them. */
const REDACTED = ['authorization', 'cookie', 'set-cookie', 'token', 'apiKey', 'password', 'secret', 'text', 'message.text'];

const redactPaths = [
  ...REDACTED.filter((path) => !path.includes('-')),
  ...REDACTED.filter((path) => !path.includes('-')).map((path) => `*.${path}`),
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
];

export interface LoggerSettings {
  readonly level: string;
  readonly service: string;
}

/** One logger a process, JSON on standard error (standard output belongs to a command's answer). */
export function createLogger(settings: LoggerSettings): Logger {
  const options: LoggerOptions = {
    level: settings.level,
    base: { service: settings.service },
    redact: { paths: redactPaths, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, pino.destination({ fd: 2, sync: false }));
}

export const silentLogger: Logger = pino({ level: 'silent' });
