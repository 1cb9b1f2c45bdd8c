import { bankSettings, type SettingsRule, serviceSettings, strongSecret } from '@munshi/service-kit/settings';
import type { z } from 'zod';

const PORT = 3003;

export const embeddingSettings = serviceSettings(PORT).extend({
  ...bankSettings.shape,
  PSEUDONYM_SECRET: strongSecret.meta({
    description: "Keys the names of customers' vector namespaces; the same in all services, and never changed",
    secret: true,
  }),
});
export type EmbeddingConfig = z.output<typeof embeddingSettings>;

export const rules: readonly SettingsRule[] = [];
