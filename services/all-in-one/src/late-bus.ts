import type { Bus, Subscription } from '@munshi/bus/bus';

/**
 * The bus of a service whose work can wait: it subscribes when `begin` resolves. Nothing is missed, since a group gets
 * everything retained; states that were replaced meanwhile are read together, and only their newest version costs anything.
 */
export function subscribeAfter(begin: Promise<void>, bus: Bus): Bus {
  return {
    ...bus,
    async subscribe(subscription) {
      let current: Subscription | undefined;
      let starting: Promise<void> | undefined;
      let stopped: Promise<void> | undefined;
      const start = async (): Promise<void> => {
        current = await bus.subscribe(subscription);
      };
      const stop = async (): Promise<void> => {
        await starting?.catch(() => undefined);
        await current?.stop();
      };
      begin
        .then(() => {
          if (stopped === undefined) starting = start();
          return starting;
        })
        .catch(subscription.onCrash);
      return {
        lanes: () => current?.lanes() ?? [],
        waitingSince: () => current?.waitingSince() ?? null,
        stop() {
          stopped ??= stop();
          return stopped;
        },
      };
    },
  };
}
