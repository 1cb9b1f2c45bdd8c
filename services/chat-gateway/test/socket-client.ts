import { eventually } from '@munshi/testing/eventually';
import WebSocket from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: frames, looked into by the tests
export type Frame = any;

export interface SocketClient {
  readonly frames: readonly Frame[];
  readonly closed: Promise<number>;
  send(frame: object | string): void;
  /** The first frame that fits, those that came already included. */
  frame(what: string, fits: (frame: Frame) => boolean): Promise<Frame>;
  ask(text: string, more?: object): Promise<Frame>;
  close(): Promise<void>;
}

export function connect(url: string, headers: Record<string, string>): SocketClient {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers });
  const frames: Frame[] = [];
  let asked = 0;
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  socket.on('error', () => undefined);
  const send = (frame: object | string): void =>
    void opened.then(() => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  const frame = (what: string, fits: (frame: Frame) => boolean): Promise<Frame> => eventually(what, () => frames.find(fits));
  return {
    frames,
    closed,
    send,
    frame,
    async ask(text, more = {}) {
      asked += 1;
      const id = `q${asked}`;
      send({ type: 'message', id, text, ...more });
      const accepted = await frame('accepted', (one) => one.type === 'accepted' && one.id === id);
      return frame('done', (one) => one.type === 'done' && one.messageId === accepted.messageId);
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}
