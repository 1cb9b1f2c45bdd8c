import { bankSettings, type SettingsRule, serviceSettings } from '@munshi/service-kit/settings';
import type { z } from 'zod';

const PORT = 3004;

export const notificationSettings = serviceSettings(PORT).extend(bankSettings.shape);
export type NotificationConfig = z.output<typeof notificationSettings>;

export const rules: readonly SettingsRule[] = [];
