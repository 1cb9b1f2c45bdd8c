import { pino } from 'pino';
import { expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { type Logger, loggerOptions } from './logger.ts';

/** The lines that a logger with our options writes. */
function logged(write: (logger: Logger) => void): string {
  const lines: string[] = [];
  write(pino(loggerOptions({ level: 'info', service: 'test' }), { write: (line) => lines.push(line) }));
  return lines.join('');
}

const SECRET = 'hunter2-hunter2';

test.each([
  { token: SECRET },
  { apiKey: SECRET },
  { password: SECRET },
  { secret: SECRET },
  { cookie: SECRET },
  { authorization: SECRET },
  { text: SECRET },
  { message: { text: SECRET } },
  { headers: { authorization: SECRET } },
  { headers: { cookie: SECRET } },
  { headers: { 'set-cookie': SECRET } },
  { req: { headers: { authorization: SECRET, cookie: SECRET } } },
  { res: { headers: { 'set-cookie': SECRET } } },
  { settings: { OPERATOR_TOKEN: SECRET } },
  { settings: { DATABASE_URL: SECRET, AUTH_SECRET: SECRET, PSEUDONYM_SECRET: SECRET } },
  { GROQ_API_KEY: SECRET, OPENAI_API_KEY: SECRET, AZURE_OPENAI_API_KEY: SECRET, PINECONE_API_KEY: SECRET },
  { KAFKA_SASL_PASSWORD: SECRET, KAFKA_SSL_KEY: SECRET },
])('%o is not written', (entry) => {
  const line = logged((logger) => logger.info(entry, 'a line'));
  expect(line).not.toContain(SECRET);
  expect(line).toContain('[redacted]');
  expect(line).toContain('a line');
});

test('a child redacts too, and says whose line it is', () => {
  const line = logged((logger) => logger.child({ component: 'delivery', token: SECRET }).error({ token: SECRET }, 'a line'));
  expect(line).not.toContain(SECRET);
  expect(JSON.parse(line)).toMatchObject({ service: 'test', component: 'delivery' });
});

test('an error keeps its code, message and stack', () => {
  const error = new AppError('away', { code: 'TEST_AWAY', failure: 'unavailable' });
  const { err } = JSON.parse(logged((logger) => logger.error({ err: error }, 'a line')));
  expect(err).toMatchObject({ type: 'AppError', message: 'away', code: 'TEST_AWAY' });
  expect(err.stack).toContain('logger.test.ts');
});

test('lines below the level are not written', () => {
  expect(logged((logger) => logger.debug('a line'))).toBe('');
});
