import { setTimeout as pause } from 'node:timers/promises';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { isClean } from './history.ts';
import { createProbe, factRecord, publishAll } from './probe.ts';
import { applied, countHanded, factsOf, sayOf, verdictOf, withInstallation } from './probe-run.ts';
import { between, createRandom } from './random.ts';
import type { Context, Outcome } from './scenario.ts';

const KILLS = 20;
const ONE_PARTITION_A_SECOND = 800;
const OF_MEMBERS_A_SECOND = 2_000;

/** One key, so one partition, while its one consumer is killed. */
export function onePartition(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const expected = factsOf(context.events ?? 33_333, 1);
    const random = createRandom(context.seed);
    const victim = await installation.start('probe');
    let published = false;
    const publishing = publishAll(installation.bus, expected.map(factRecord), ONE_PARTITION_A_SECOND).then(() => {
      published = true;
    });
    let kills = 0;
    for (; kills < KILLS && !published; kills += 1) {
      await pause(between(random, 500, 3_000));
      await victim.restart('SIGKILL');
    }
    await publishing;
    await applied(installation);
    const { verdict, repeats } = await verdictOf(installation, expected);
    const measured = `${expected.length} events of one partition, ${kills} kills: ${sayOf(verdict)}, ${repeats} repeats on the wire`;
    return { holds: isClean(verdict), measured, verdict };
  });
}

/** Members of one group that come and go all the time. */
export function comingAndGoing(context: Context): Promise<Outcome> {
  return withInstallation(context, async (installation) => {
    const expected = factsOf(context.events ?? 100_000, 240);
    const random = createRandom(context.seed);
    let handed = 0;
    const counted = countHanded(installation.bus, (count) => {
      handed += count;
    });
    let joins = 0;
    let ended = false;
    const member = async (): Promise<void> => {
      while (!ended) {
        const probe = createProbe({ bus: counted, database: installation.database, logger, onCrash: () => undefined });
        await probe.start();
        joins += 1;
        await pause(between(random, 0, 500));
        await probe.stop();
        await pause(between(random, 0, 500));
      }
    };
    const begun = performance.now();
    const first = createProbe({ bus: counted, database: installation.database, logger, onCrash: () => undefined });
    await first.start();
    const members = [member(), member(), member()];
    await publishAll(installation.bus, expected.map(factRecord), OF_MEMBERS_A_SECOND);
    await pause(5_000);
    ended = true;
    await Promise.all(members);
    await applied(installation);
    await first.stop();
    const { verdict } = await verdictOf(installation, expected);
    const again = handed / expected.length - 1;
    const seconds = Math.round((performance.now() - begun) / 1000);
    const measured = `${expected.length} events, ${joins} joins and leaves beside one that stays: ${sayOf(verdict)}, ${(100 * again).toFixed(1)} % handed out again; ${seconds} s`;
    return { holds: isClean(verdict) && again < 0.2, measured, verdict };
  });
}
