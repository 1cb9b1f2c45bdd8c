import type { Logger } from '@munshi/service-kit/logger';
import type { DatabaseServer } from './database.ts';
import type { DatabaseSettings } from './settings.ts';

/**
 * The PostgreSQL server of `DATABASE_URL`, else the embedded one in `DATA_DIR`.
 * @throws DataFolderHeldError, DataFolderUnusableError (embedded). A remote server is reached on the first query.
 */
export async function openDatabase(settings: DatabaseSettings, options: { readonly logger: Logger }): Promise<DatabaseServer> {
  if (settings.DATABASE_URL !== undefined) {
    const { openRemote } = await import('./drivers/remote.ts');
    return openRemote(settings.DATABASE_URL, options);
  }
  const { openEmbedded } = await import('./drivers/embedded.ts');
  return openEmbedded(settings.DATA_DIR, options);
}
