import type { SettingsRule } from '@munshi/service-kit/settings';
import { z } from 'zod';

export const databaseSettings = z.object({
  DATABASE_URL: z
    .string()
    .refine((url) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url), 'is not a URL postgresql://user:password@host:port/database')
    .optional()
    .meta({ description: 'PostgreSQL server; without it the embedded database in DATA_DIR is used', secret: true }),
  DATA_DIR: z.string().default('.munshi').meta({ description: 'Folder of everything that the process keeps itself; on a local disk' }),
});
export type DatabaseSettings = z.output<typeof databaseSettings>;

export const rules: readonly SettingsRule[] = [];
