import { bankSettings, type SettingsRule, serviceSettings } from '@munshi/service-kit/settings';
import { z } from 'zod';

export const analyticsSettings = z.object({
  ...serviceSettings(3002).shape,
  ...bankSettings.shape,
  ANALYTICS_COMPARE_SECONDS: z.coerce
    .number()
    .min(0.05)
    .max(86_400)
    .default(5)
    .meta({ description: 'How often analytics looks whether the ledger has moved on, and customers are to be compared anew' }),
});
export type AnalyticsConfig = z.output<typeof analyticsSettings>;

export const rules: readonly SettingsRule[] = [];
