import { AppError } from '@munshi/service-kit/errors';
import type { ServiceAddress } from '@munshi/service-kit/running-system';

/** Calls of the running system that need the operator's token. */
export interface OperatorClient {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

export interface OperatorAddress {
  readonly url: string;
  readonly operatorToken: string;
  /** The setting that says where it is. */
  readonly setting: ServiceAddress;
}

/** @throws AppError `SYSTEM_AWAY`, or `SYSTEM_REFUSED` with the status and the system's own words */
export function createOperatorClient({ url, operatorToken, setting }: OperatorAddress): OperatorClient {
  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    const headers = { authorization: `Bearer ${operatorToken}`, ...init.headers };
    const response = await fetch(new URL(path, url), { ...init, headers }).catch((cause: unknown) => {
      throw new AppError(`Nobody answers at ${url}. Does the system run? ${setting} says where.`, {
        code: 'SYSTEM_AWAY',
        failure: 'unavailable',
        cause,
      });
    });
    if (response.ok) return response.json();
    const { title } = (await response.json().catch(() => ({}))) as { title?: string };
    throw new AppError(`${url} answered ${response.status}: ${title ?? 'without a reason'}`, {
      code: 'SYSTEM_REFUSED',
      failure: response.status >= 500 ? 'unavailable' : 'invalid',
    });
  }

  return {
    get: (path) => call(path),
    post: (path, body) => call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    delete: (path) => call(path, { method: 'DELETE' }),
  };
}
