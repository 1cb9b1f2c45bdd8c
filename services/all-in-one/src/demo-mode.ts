import type { Environment, SettingsRule } from '@munshi/service-kit/settings';
import { z } from 'zod';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const OFF = ['off', 'false', '0'];

export const demoSettings = z.object({
  DEMO: z
    .enum(['on', 'true', '1', ...OFF])
    .optional()
    .meta({
      description: 'Anybody may sign in as a customer: on in `npm start` with embedded defaults on a loopback address, `off` forbids it',
    }),
});

/** Whether anybody on this machine may sign in as anybody. Never on real servers or where others reach it. */
export function isDemo(environment: Environment): boolean {
  return !OFF.includes(environment.DEMO ?? '') && isHarmless(environment);
}

export const demoRules: readonly SettingsRule[] = [
  (environment) =>
    environment.DEMO === undefined || OFF.includes(environment.DEMO) || isHarmless(environment)
      ? []
      : ['DEMO: lets anybody sign in, so it takes the embedded database and bus and a loopback HOST'],
];

function isHarmless(environment: Environment): boolean {
  const isEmbedded = !environment.KAFKA_BROKERS && !environment.DATABASE_URL;
  return isEmbedded && LOOPBACK.includes(environment.HOST || '127.0.0.1');
}
