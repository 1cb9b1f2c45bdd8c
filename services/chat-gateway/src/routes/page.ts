import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@munshi/service-kit/errors';
import type { FastifyInstance } from 'fastify';

const FOLDER = resolve(import.meta.dirname, '../../dist/web');

/** The page runs what comes from its own server and nothing else. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The built page, if it is built. */
export async function registerPage(scope: FastifyInstance, folder: string = FOLDER): Promise<void> {
  if (!existsSync(resolve(folder, 'index.html'))) {
    scope.get('/', { schema: { hide: true } }, async () => {
      throw new AppError('The page is not built: run `npm run build`', { code: 'PAGE_NOT_BUILT', failure: 'invalid' });
    });
    return;
  }
  await scope.register(fastifyStatic, {
    root: folder,
    // One route a file: what is not there stays free for the other services of this server.
    wildcard: false,
    setHeaders(reply, path) {
      for (const [name, value] of Object.entries(HEADERS)) void reply.header(name, value);
      void reply.header('cache-control', /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
