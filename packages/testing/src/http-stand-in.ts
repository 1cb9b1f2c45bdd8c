import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a vendor's server may do instead of answering. */
export type Fault =
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** The request is taken and never answered. */
  | { readonly kind: 'hang' }
  /** The answer comes, but late. */
  | { readonly kind: 'slow'; readonly ms: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly headers?: Record<string, string>;
    }
  /** A right answer whose body breaks off in the middle. */
  | { readonly kind: 'cut' }
  /** A page of HTML with status 200, as a proxy gives. */
  | { readonly kind: 'html' };

export const rateLimited = (retryAfterSeconds?: number): Fault => ({
  kind: 'status',
  status: 429,
  code: 'rate_limit_exceeded',
  ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
});

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined where there was no body. */
  readonly body: unknown;
  readonly bytes: number;
}

export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  /** Server-sent events, each one a piece of `data:`; what throws resets the connection. */
  | { readonly headers?: Record<string, string>; readonly events: AsyncIterable<string> };

/** A vendor's server on 127.0.0.1, with faults that can be switched on while it runs. */
export interface StandIn {
  readonly url: string;
  /** Newest last. Those a fault answered are here too. */
  readonly requests: readonly SeenRequest[];
  /** Requests that are neither answered nor given up by the caller. */
  inFlight(): number;
  /** The next `times` requests (default: all) that `where` takes meet this fault. */
  fail(fault: Fault, options?: { readonly times?: number; readonly where?: (request: SeenRequest) => boolean }): void;
  /** No fault any more. */
  heal(): void;
  /** Connections are refused until `up`. What was stored stays. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** What an error with this status looks like at this vendor. */
  readonly errorBody: (fault: { readonly status: number; readonly code: string; readonly message: string }) => unknown;
  readonly handle: (request: SeenRequest) => Answer | Promise<Answer>;
  /** 0 (default): any free one. */
  readonly port?: number;
}

interface Planned {
  readonly fault: Fault;
  readonly where: (request: SeenRequest) => boolean;
  times: number;
}

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const requests: SeenRequest[] = [];
  const open = new Set<ServerResponse>();
  let planned: Planned[] = [];
  let server = await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;

  function nextFault(request: SeenRequest): Fault | null {
    const plan = planned.find((each) => each.times > 0 && each.where(request));
    if (plan) plan.times -= 1;
    return plan?.fault ?? null;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    requests.push(request);
    const fault = nextFault(request);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return reset(response);
    if (fault?.kind === 'slow') await pause(fault.ms);
    if (fault?.kind === 'html')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>');
    if (fault?.kind === 'status') {
      const { status, code = 'error', message = 'refused', headers = {} } = fault;
      return sendJson(response, { status, headers, json: options.errorBody({ status, code, message }) });
    }
    const answer = await options.handle(request);
    if ('events' in answer) return sendEvents(response, answer, fault?.kind === 'cut');
    return fault?.kind === 'cut' ? sendHalf(response, answer) : sendJson(response, answer);
  }

  function listen(at: number): Promise<Server> {
    const next = createServer((incoming, response) => {
      open.add(response);
      response.once('close', () => open.delete(response));
      serve(incoming, response).catch((error: unknown) => {
        if (response.headersSent) return reset(response);
        sendJson(response, { status: 500, json: options.errorBody({ status: 500, code: 'stand_in', message: String(error) }) });
      });
    });
    return new Promise((resolve, reject) => {
      next.once('error', reject);
      next.listen(at, '127.0.0.1', () => resolve(next));
    });
  }

  async function stop(): Promise<void> {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    inFlight: () => open.size,
    fail: (fault, { times = Number.POSITIVE_INFINITY, where = () => true } = {}) => void planned.push({ fault, where, times }),
    heal() {
      planned = [];
    },
    down: stop,
    async up() {
      if (!server.listening) server = await listen(port);
    },
    close: stop,
  };
}

// --- Internal ---

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stand-in');
  return {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: incoming.headers,
    body: text === '' ? undefined : JSON.parse(text),
    bytes: Buffer.byteLength(text),
  };
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function sendJson(response: ServerResponse, answer: { status?: number; headers?: Record<string, string>; json: unknown }): void {
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.json));
}

function sendHalf(response: ServerResponse, answer: { headers?: Record<string, string>; json: unknown }): void {
  const body = JSON.stringify(answer.json);
  response.writeHead(200, { 'content-type': 'application/json', ...answer.headers });
  response.write(body.slice(0, Math.floor(body.length / 2)));
  // Ends the chunked body as if it were whole: what arrives is half a JSON.
  response.end();
}

async function sendEvents(
  response: ServerResponse,
  answer: { headers?: Record<string, string>; events: AsyncIterable<string> },
  cut: boolean,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...answer.headers });
  response.flushHeaders();
  let sent = 0;
  for await (const event of answer.events) {
    if (response.destroyed) return;
    if (cut && sent === 2) return reset(response);
    await new Promise<void>((resolve) => response.write(`data: ${event}\n\n`, () => resolve()));
    sent += 1;
  }
  response.end();
}
