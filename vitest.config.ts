import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'services/*/{src,test,web}/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './test/left-out-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    isolate: true,
    pool: 'forks',
  },
});
