import { rules as analyticsRules, analyticsSettings } from '@munshi/analytics/config';
import { rules as busRules, busSettings } from '@munshi/bus/settings';
import { rules as gatewayRules, gatewaySettings } from '@munshi/chat-gateway/config';
import { rules as databaseRules, databaseSettings } from '@munshi/database/settings';
import { rules as embeddingRules, embeddingSettings } from '@munshi/embedding/config';
import { rules as embeddingsRules, embeddingsSettings } from '@munshi/embeddings/settings';
import { rules as ingestionRules, ingestionSettings } from '@munshi/ingestion/config';
import { rules as llmRules, llmSettings } from '@munshi/llm/settings';
import { rules as notificationRules, notificationSettings } from '@munshi/notification/config';
import { bankSettings, type SettingsRule, serviceSettings } from '@munshi/service-kit/settings';
import { rules as vectorStoreRules, vectorStoreSettings } from '@munshi/vector-store/settings';
import { z } from 'zod';
import { demoRules, demoSettings } from './demo-mode.ts';

const PORT = 3000;

/** Settings of every service and port: what one process that runs them all reads. */
export const munshiSettings = z.object({
  ...ingestionSettings.shape,
  ...embeddingSettings.shape,
  ...analyticsSettings.shape,
  ...notificationSettings.shape,
  ...gatewaySettings.shape,
  ...serviceSettings(PORT).shape,
  ...databaseSettings.shape,
  ...busSettings.shape,
  ...vectorStoreSettings.shape,
  ...embeddingsSettings.shape,
  ...llmSettings.shape,
  ...bankSettings.shape,
  ...demoSettings.shape,
});
export type MunshiConfig = z.output<typeof munshiSettings>;

export const rules: readonly SettingsRule[] = [
  ...new Set([
    ...ingestionRules,
    ...embeddingRules,
    ...analyticsRules,
    ...notificationRules,
    ...gatewayRules,
    ...databaseRules,
    ...busRules,
    ...vectorStoreRules,
    ...embeddingsRules,
    ...llmRules,
    ...demoRules,
  ]),
];
