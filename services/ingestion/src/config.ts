import { readFileSync } from 'node:fs';
import { bankSettings, type SettingsRule, serviceSettings } from '@munshi/service-kit/settings';
import { z } from 'zod';
import { type Feed, parseFeeds } from './domain/feed.ts';

const PORT = 3001;

export const ingestionSettings = serviceSettings(PORT).extend({
  ...bankSettings.shape,
  INGEST_FOLDER: z
    .string()
    .optional()
    .meta({ description: 'Folder whose files are taken in as they come, as live records; its folders customers and documents hold those' }),
  INGEST_TOPICS: z
    .string()
    .optional()
    .meta({ description: 'Topics of other systems to take in, with commas between: topic[:partitions][=mapping file]' }),
});
export type IngestionConfig = z.output<typeof ingestionSettings>;

export const rules: readonly SettingsRule[] = [
  ({ INGEST_TOPICS }) => read(INGEST_TOPICS).problems.map((problem) => `INGEST_TOPICS: ${problem}`),
];

/** The feeds that the settings name, with their mappings read. */
export function feedsOf({ INGEST_TOPICS }: Pick<IngestionConfig, 'INGEST_TOPICS'>): Feed[] {
  return read(INGEST_TOPICS).feeds;
}

function read(text = '') {
  return parseFeeds(text, (path) => readFileSync(path, 'utf8'));
}
