import { openPlace, startConsumer } from './delivery-stage.ts';

/**
 * A replica of a service in a process of its own. Arguments: brokers, prefix, database, group, schema. Says on standard output when it
 * consumes; asked on standard input it tells its memory after a collection; ends with its input.
 */
const [brokers = '', prefix = '', databaseUrl = '', group = '', schema = ''] = process.argv.slice(2);
const { bus, server, database } = await openPlace({ brokers, prefix, databaseUrl });
const delivery = await startConsumer({ bus, database, group, schema, onFacts: () => undefined });
process.stdout.write('{"ready":true}\n');
process.stdin.on('data', () => {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ heap: heapUsed + external + arrayBuffers, rss })}\n`);
});
process.stdin.once('end', async () => {
  await delivery.stop();
  await bus.close();
  await server.close();
});
