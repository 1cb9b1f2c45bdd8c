import net from 'node:net';

/** Kafka's number of the request that stores records. */
const PRODUCE = 0;
/** A send of one topic names it before its records. */
const NAMES_WITHIN = 1_000;

/** Stands between a Kafka client in this process and its brokers, whatever address they give of themselves. */
export interface KafkaProxy {
  /** Of the next `count` requests that store records, the broker gets the request and the client no answer: its connection ends. */
  cutAnswers(count: number): void;
  /** Records for this topic do not reach a broker any more: the connection that would carry them ends. Null lets them. */
  refuseSends(topic: string | null): void;
  /** Answers cut so far. */
  readonly cuts: number;
  close(): void;
}

/** Redirects `net.connect`, through which kafkajs reaches its brokers, until it is closed. */
export function interposeKafka(): KafkaProxy {
  const connect = net.connect;
  let left = 0;
  let cuts = 0;
  let refused: string | null = null;

  function watch(socket: net.Socket): net.Socket {
    /** Correlation ids whose answers are not let through. */
    const doomed = new Set<number>();
    const write = socket.write.bind(socket);
    socket.write = ((chunk: Buffer, ...rest: []) => {
      for (const frame of framesOf(chunk)) {
        if (refused !== null && frame.readInt16BE(0) === PRODUCE && frame.subarray(0, NAMES_WITHIN).includes(refused)) {
          socket.destroy(reset('write'));
          return false;
        }
        if (left === 0 || frame.readInt16BE(0) !== PRODUCE) continue;
        left -= 1;
        doomed.add(frame.readInt32BE(4));
      }
      return write(chunk, ...rest);
    }) as typeof socket.write;
    const emit = socket.emit.bind(socket);
    socket.emit = ((event: string, ...args: unknown[]) => {
      const [chunk] = args;
      if (event !== 'data' || !Buffer.isBuffer(chunk) || !framesOf(chunk).some((frame) => doomed.has(frame.readInt32BE(0))))
        return emit(event, ...args);
      cuts += 1;
      socket.destroy(reset('read'));
      return true;
    }) as typeof socket.emit;
    return socket;
  }

  net.connect = ((...args: Parameters<typeof connect>) => watch(connect(...args))) as typeof connect;
  return {
    cutAnswers(count) {
      left = count;
    },
    refuseSends(topic) {
      refused = topic;
    },
    get cuts() {
      return cuts;
    },
    close() {
      net.connect = connect;
    },
  };
}

function reset(what: string): Error {
  return Object.assign(new Error(`${what} ECONNRESET`), { code: 'ECONNRESET' });
}

/** Kafka's frames: a length and so many bytes. A frame that is spread over chunks is only seen where it begins a chunk. */
function framesOf(chunk: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 12 <= chunk.length; at += 4 + chunk.readInt32BE(at)) {
    frames.push(chunk.subarray(at + 4));
    if (chunk.readInt32BE(at) <= 0) break;
  }
  return frames;
}
