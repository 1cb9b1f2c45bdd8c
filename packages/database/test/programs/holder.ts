// Holds a data folder until it is ended: `node holder.ts FOLDER`.
import { silentLogger } from '@munshi/service-kit/logger';
import { openEmbedded } from '../../src/drivers/embedded.ts';

const [folder = ''] = process.argv.slice(2);
await openEmbedded(folder, { logger: silentLogger });
process.stdout.write('open\n');
setInterval(() => undefined, 60_000);
