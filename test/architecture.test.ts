import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cyclesOf, packageOf, readSources, type SourceFile } from './import-graph.ts';

const root = resolve(import.meta.dirname, '..');
const files = readSources(root);
const shipped = files.filter(({ path }) => path.includes('/src/') && !path.endsWith('.test.ts'));

/** Every import that breaks a rule, as `file → import`. */
function offences(among: readonly SourceFile[], isWrong: (specifier: string, file: SourceFile) => boolean): string[] {
  return among.flatMap((file) =>
    file.imports.filter((specifier) => isWrong(specifier, file)).map((specifier) => `${file.path} → ${specifier}`),
  );
}

test('the graph was read', () => {
  expect(shipped.length).toBeGreaterThan(100);
  expect(shipped.flatMap(({ imports }) => imports).filter((specifier) => specifier.startsWith('@munshi/')).length).toBeGreaterThan(100);
});

describe('inside a service: domain ← handlers, jobs, routes, commands, store ← service ← main', () => {
  /** What `domain/` may take from outside: event types and functions, what may be said, and pure libraries. */
  const PURE = [
    '@munshi/events',
    '@munshi/facts',
    'zod',
    'ml-kmeans',
    'simple-statistics',
    'csv-parse',
    'turndown',
    'unpdf',
    'node:buffer',
    'node:crypto',
  ];
  const inDomain = shipped.filter(({ path }) => /^services\/[^/]+\/src\/domain\//.test(path));

  test('domain imports only itself, event types and pure libraries', () => {
    expect(inDomain.length).toBeGreaterThan(0);
    const wrong = offences(inDomain, (specifier) =>
      specifier.startsWith('services/') ? !specifier.includes('/src/domain/') : !PURE.includes(packageOf(specifier)),
    );
    expect(wrong).toEqual([]);
  });

  test('domain has no clock and no randomness of its own', () => {
    const impure = inDomain.filter(({ text }) => /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bfetch\(/.test(text));
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  test('nobody but main imports service, nobody imports main', () => {
    const wrong = offences(shipped, (specifier, { path }) => {
      const service = /^services\/[^/]+\/src\//.exec(specifier)?.[0];
      if (service === undefined) return false;
      return specifier === `${service}main.ts` || (specifier === `${service}service.ts` && path !== `${service}main.ts`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('between packages: events ← facts, ports ← delivery ← services ← all-in-one', () => {
  const LEVEL: Record<string, number> = {
    '@munshi/events': 0,
    '@munshi/service-kit': 0,
    '@munshi/pseudonyms': 0,
    '@munshi/facts': 1,
    '@munshi/bank-simulator': 1,
    '@munshi/database': 1,
    '@munshi/embeddings': 1,
    '@munshi/llm': 1,
    // The embedded drivers of these stand on the database.
    '@munshi/bus': 2,
    '@munshi/vector-store': 2,
    '@munshi/delivery': 3,
  };
  const SERVICE_LEVEL = 4;
  const levelOfFile = (path: string): number =>
    path.startsWith('services/') ? SERVICE_LEVEL : (LEVEL[`@munshi/${path.split('/')[1]}`] ?? -1);

  test('a package imports only what stands below it', () => {
    const wrong = offences(shipped, (specifier, { path }) => {
      if (!specifier.startsWith('@munshi/') || path.startsWith('packages/testing/')) return false;
      const level = LEVEL[packageOf(specifier)];
      if (level === undefined) return !path.startsWith('services/all-in-one/');
      return level >= levelOfFile(path);
    });
    expect(wrong).toEqual([]);
  });

  test('only all-in-one knows services, and of them only ./service and ./config', () => {
    const services = ['ingestion', 'embedding', 'analytics', 'notification', 'chat-gateway'].map((name) => `@munshi/${name}`);
    const wrong = offences(files, (specifier, { path }) => {
      if (!services.includes(packageOf(specifier))) return false;
      // A benchmark may measure what ingestion and analytics do without any port.
      const allowed = path.startsWith('services/all-in-one/bench/') ? /\/(service|config|ingest|engine)$/ : /\/(service|config)$/;
      return !path.startsWith('services/all-in-one/') || !allowed.test(specifier);
    });
    expect(wrong).toEqual([]);
  });

  test('a relative import stays inside its package', () => {
    const home = (path: string) => path.split('/').slice(0, 2).join('/');
    const wrong = offences(files, (specifier, { path }) => /^(packages|services|\.\.)\//.test(specifier) && home(specifier) !== home(path));
    expect(wrong).toEqual([]);
  });

  test('packages/testing is for tests, and knows none of the others', () => {
    expect(offences(shipped, (specifier) => packageOf(specifier) === '@munshi/testing')).toEqual([]);
    const testing = files.filter(({ path }) => path.startsWith('packages/testing/src/'));
    expect(offences(testing, (specifier) => specifier.startsWith('@munshi/'))).toEqual([]);
  });
});

describe('edges', () => {
  /** A vendor's SDK is imported by its driver alone. */
  const DRIVERS: Record<string, RegExp> = {
    kafkajs: /^packages\/bus\/src\/drivers\/kafka/,
    pg: /^packages\/database\/src\/drivers\//,
    '@electric-sql/pglite': /^packages\/database\/src\/drivers\//,
    '@pinecone-database/pinecone': /^packages\/vector-store\/src\/drivers\/pinecone/,
    'groq-sdk': /^packages\/llm\/src\/drivers\/groq/,
    'onnxruntime-node': /^packages\/embeddings\/src\/drivers\/local/,
    openai: /^packages\/(llm|embeddings)\/src\/drivers\/[^/]*openai[^/]*\.ts$/,
  };
  const drivers = shipped.filter(({ path }) => !path.startsWith('packages/testing/'));

  test.each(Object.keys(DRIVERS))('%s is imported in one file of a package', (sdk) => {
    const importers = drivers.filter(({ imports }) => imports.some((specifier) => packageOf(specifier) === sdk)).map(({ path }) => path);
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((path) => !(DRIVERS[sdk] as RegExp).test(path))).toEqual([]);
    const perPackage = Map.groupBy(importers, (path) => path.split('/')[1]);
    for (const [, paths] of perPackage) expect(paths).toHaveLength(1);
  });

  test('only the settings loader reads the environment', () => {
    const readers = drivers.filter(({ text, path }) => /\bprocess\.env\b/.test(text) && path !== 'packages/service-kit/src/settings.ts');
    expect(readers.map(({ path }) => path)).toEqual([]);
  });

  test('only a process opens ports', () => {
    const isOpener = (specifier: string) => /^@munshi\/[^/]+\/open-/.test(specifier) && !specifier.startsWith('@munshi/delivery/');
    // An evaluation is a process of its own, and needs no running system.
    const isProcess = (path: string) => /^services\/[^/]+\/src\/(main|commands\/evaluate)\.ts$/.test(path);
    expect(offences(shipped, (specifier, { path }) => isOpener(specifier) && !isProcess(path))).toEqual([]);
  });
});

describe('names and shapes', () => {
  test('no folder or package is named utils, common, shared, helpers, core, lib', () => {
    const named = globSync('{packages,services}/**/{utils,common,shared,helpers,core,lib}', {
      cwd: root,
      exclude: (path) => path.includes('node_modules'),
    });
    expect(named).toEqual([]);
  });

  test('nothing is exported wholesale', () => {
    expect(files.filter(({ text }) => /^\s*export \*/m.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('no import runs in a circle', () => expect(cyclesOf(files)).toEqual([]));
});
