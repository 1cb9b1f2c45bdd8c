import { bankSettings, type SettingsRule, serviceSettings } from '@munshi/service-kit/settings';
import type { z } from 'zod';

const PORT = 3001;

export const ingestionSettings = serviceSettings(PORT).extend(bankSettings.shape);
export type IngestionConfig = z.output<typeof ingestionSettings>;

export const rules: readonly SettingsRule[] = [];
