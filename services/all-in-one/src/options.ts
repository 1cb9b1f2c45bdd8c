import { parseArgs } from 'node:util';
import type { ServiceName } from '@munshi/events/topic';
import { SERVICES } from '@munshi/events/topics';
import { AppError } from '@munshi/service-kit/errors';

export interface StartOptions {
  readonly targets: readonly ServiceName[];
  readonly listTargets: boolean;
  /** Fill an empty bank with simulated customers. */
  readonly bank: boolean;
  /** Let new transactions happen in the simulated bank. */
  readonly live: boolean;
}

/** The options of `npm start`. @throws AppError `OPTION_INVALID` saying which and what is possible */
export function readOptions(argv: readonly string[]): StartOptions {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        target: { type: 'string', multiple: true },
        'list-targets': { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        'no-live': { type: 'boolean', default: false },
      },
    });
    return {
      targets: targetsOf(values.target ?? []),
      listTargets: values['list-targets'],
      bank: !values['no-demo'],
      live: !values['no-live'],
    };
  } catch (error) {
    throw error instanceof AppError ? error : invalid((error as Error).message);
  }
}

function targetsOf(given: readonly string[]): readonly ServiceName[] {
  const names = given.flatMap((list) => list.split(',')).filter((name) => name !== '' && name !== 'all');
  const unknown = names.filter((name) => !SERVICES.includes(name as ServiceName));
  if (unknown.length > 0) throw invalid(`there is no target ${unknown.join(', ')}: choose among ${SERVICES.join(', ')}`);
  return names.length === 0 ? SERVICES : SERVICES.filter((name) => names.includes(name));
}

function invalid(message: string): AppError {
  return new AppError(message, { code: 'OPTION_INVALID', failure: 'invalid' });
}
