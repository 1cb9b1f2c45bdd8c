import type { ServiceName } from '@munshi/events/topic';
import { SERVICES } from '@munshi/events/topics';
import { loadSettings, readEnvironment, type SettingsRule } from '@munshi/service-kit/settings';
import { type MunshiConfig, munshiSettings, rules } from './config.ts';
import { isDemo } from './demo-mode.ts';
import { readOptions, type StartOptions } from './options.ts';
import { demoSecrets } from './secrets.ts';

export interface Start {
  readonly options: StartOptions;
  readonly config: MunshiConfig;
  readonly demoMode: boolean;
}

/**
 * What a start is asked to do; null when it only lists the targets.
 * @throws AppError with every problem of options and settings
 */
export function readStart(argv: readonly string[]): Start | null {
  const options = readOptions(argv);
  if (options.listTargets) {
    console.log(SERVICES.join('\n'));
    return null;
  }
  const given = readEnvironment();
  const demoMode = isDemo(given) && options.targets.length === SERVICES.length;
  // A start that a person looks at: only what is wrong is written between the lines.
  const environment = demoMode ? { LOG_LEVEL: 'warn', ...demoSecrets(given.DATA_DIR || '.munshi'), ...present(given) } : given;
  return { options, demoMode, config: loadSettings(munshiSettings, environment, [...rules, wholeOrServers(options.targets)]) };
}

function present(environment: ReturnType<typeof readEnvironment>) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
}

/** The embedded bus and database serve one process, so a part of the services would be alone in it. */
function wholeOrServers(targets: readonly ServiceName[]): SettingsRule {
  return (environment) => {
    const missing = ['KAFKA_BROKERS', 'DATABASE_URL'].filter((name) => environment[name] === undefined);
    if (targets.length === SERVICES.length || missing.length === 0) return [];
    return [
      `${missing.join(', ')}: missing; a part of the services (--target) needs Kafka and PostgreSQL, the embedded ones serve one process`,
    ];
  };
}
