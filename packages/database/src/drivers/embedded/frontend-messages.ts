/** What a client of the wire protocol said, whole: https://www.postgresql.org/docs/current/protocol-message-formats.html */
export type FrontendMessage =
  | { readonly kind: 'startup'; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'encryption' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'terminate' }
  | Pipeline;

/**
 * Messages up to and including one that makes the server answer. They are executed together or not at all: the database
 * has one unnamed statement, and another connection's message in between would take its place without an error.
 */
export interface Pipeline {
  readonly kind: 'pipeline';
  readonly bytes: Uint8Array;
  /** SQL of its Parse and Query messages. */
  readonly statements: readonly string[];
  /** A statement is given a name, which would be everybody's. */
  readonly named: boolean;
  /** Ends in Sync or Query, so that the answer ends in ReadyForQuery; a Flush leaves it open. */
  readonly complete: boolean;
}

export class ProtocolError extends Error {}

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_MAJOR = 3;

const QUERY = 0x51;
const PARSE = 0x50;
const SYNC = 0x53;
const FLUSH = 0x48;
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const TERMINATE = 0x58;
const ENDS_PIPELINE: ReadonlySet<number> = new Set([SYNC, QUERY, FLUSH, COPY_DATA, COPY_DONE]);

/** Cuts a connection's bytes, in whatever pieces they come, into what it said. */
export function createFrontendReader(): { push(chunk: Buffer): FrontendMessage[] } {
  let chunks: Buffer[] = [];
  let size = 0;
  /** How many bytes there must be before there is anything new to see: a large message is put together once, not at every chunk. */
  let wanted = 1;
  let started = false;
  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < wanted) return [];
      const buffer = chunks.length === 1 ? chunk : Buffer.concat(chunks, size);
      const messages: FrontendMessage[] = [];
      let at = 0;
      if (!started) {
        const opening = readOpening(buffer);
        messages.push(...opening.messages);
        at = opening.read;
        started = opening.started;
      }
      const rest = started ? readPipelines(buffer, at, messages) : { read: at, wanted: buffer.length - at + 1 };
      const left = buffer.subarray(rest.read);
      chunks = left.length > 0 ? [left] : [];
      size = left.length;
      wanted = rest.wanted;
      return messages;
    },
  };
}

function readOpening(buffer: Buffer): { messages: FrontendMessage[]; read: number; started: boolean } {
  const messages: FrontendMessage[] = [];
  let read = 0;
  while (buffer.length - read >= 8) {
    const length = buffer.readInt32BE(read);
    if (length < 8 || length > 10_000) throw new ProtocolError('not a PostgreSQL client');
    if (buffer.length - read < length) break;
    const code = buffer.readInt32BE(read + 4);
    const body = buffer.subarray(read + 8, read + length);
    read += length;
    if (code === SSL_REQUEST || code === GSS_REQUEST) messages.push({ kind: 'encryption' });
    else if (code === CANCEL_REQUEST) messages.push({ kind: 'cancel' });
    else if (code >> 16 === PROTOCOL_MAJOR) {
      messages.push({ kind: 'startup', parameters: readParameters(body) });
      return { messages, read, started: true };
    } else throw new ProtocolError('not version 3 of the protocol');
  }
  return { messages, read, started: false };
}

function readParameters(body: Buffer): ReadonlyMap<string, string> {
  const words = body.toString('utf8').split('\0');
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2)
    parameters.set(words[index] ?? '', words[index + 1] ?? '');
  return parameters;
}

/** Appends the pipelines that are whole. `wanted`, counted from what is left, is the size at which the next message is. */
function readPipelines(buffer: Buffer, from: number, messages: FrontendMessage[]): { read: number; wanted: number } {
  let begin = from;
  let at = from;
  let statements: string[] = [];
  let named = false;
  while (buffer.length - at >= 5) {
    const length = 1 + buffer.readInt32BE(at + 1);
    if (length < 5) throw new ProtocolError('a message without a length');
    if (buffer.length - at < length) return { read: begin, wanted: at - begin + length };
    const type = buffer[at] ?? 0;
    if (type === TERMINATE) {
      messages.push({ kind: 'terminate' });
      return { read: buffer.length, wanted: 1 };
    }
    const text = type === QUERY ? readString(buffer, at + 5) : null;
    const name = type === PARSE ? readString(buffer, at + 5) : null;
    if (text !== null) statements.push(text.value);
    if (name !== null) {
      named ||= name.value !== '';
      statements.push(readString(buffer, name.end).value);
    }
    at += length;
    if (!ENDS_PIPELINE.has(type)) continue;
    const complete = type === SYNC || type === QUERY;
    messages.push({ kind: 'pipeline', bytes: new Uint8Array(buffer.subarray(begin, at)), statements, named, complete });
    begin = at;
    statements = [];
    named = false;
  }
  return { read: begin, wanted: at - begin + 5 };
}

function readString(buffer: Buffer, at: number): { value: string; end: number } {
  const end = buffer.indexOf(0, at);
  if (end < 0) throw new ProtocolError('a text without an end');
  return { value: buffer.toString('utf8', at, end), end: end + 1 };
}
