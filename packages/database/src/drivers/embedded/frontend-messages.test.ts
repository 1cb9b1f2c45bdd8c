import { describe, expect, test } from 'vitest';
import { createFrontendReader, type FrontendMessage, ProtocolError } from './frontend-messages.ts';

function message(type: string, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(4 + bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function opening(code: number, body = ''): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + Buffer.byteLength(body), 0);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, Buffer.from(body)]);
}

const STARTUP = opening(196_608, 'user\0postgres\0application_name\0page (interactive)\0\0');
const SSL_REQUEST = opening(80_877_103);
const CANCEL = opening(80_877_102, '12345678');
const EXTENDED = [
  message('P', '\0select $1\0\0\0'),
  message('B', Buffer.alloc(70_000, 1)),
  message('D', 'P\0'),
  message('E', '\0\0\0\0\0'),
  message('S'),
];

function read(pieces: readonly Buffer[]): FrontendMessage[] {
  const reader = createFrontendReader();
  return pieces.flatMap((piece) => reader.push(piece));
}

function inPieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

describe('the messages of a client', () => {
  const stream = Buffer.concat([SSL_REQUEST, STARTUP, message('Q', 'begin\0'), ...EXTENDED, message('Q', 'commit\0'), message('X')]);
  const whole = read([stream]);

  test('are pipelines, up to what makes the server answer', () => {
    expect(whole.map(({ kind }) => kind)).toEqual(['encryption', 'startup', 'pipeline', 'pipeline', 'pipeline', 'terminate']);
    expect(whole[3]).toMatchObject({ statements: ['select $1'], named: false, complete: true });
    expect(Buffer.compare(Buffer.from((whole[3] as { bytes: Uint8Array }).bytes), Buffer.concat(EXTENDED))).toBe(0);
  });

  test.each([1, 2, 3, 5, 7, 64, 4_096, 65_536])('are the same in pieces of %i bytes', (size) => {
    expect(read(inPieces(stream, size))).toEqual(whole);
  });

  test('tell the parameters of the connection', () => {
    const [startup] = read([STARTUP]);
    expect(startup?.kind === 'startup' && startup.parameters.get('application_name')).toBe('page (interactive)');
  });

  test('that end in Flush leave the pipeline open', () => {
    expect(read([STARTUP, message('P', '\0select 1\0\0\0'), message('H')]).at(-1)).toMatchObject({ complete: false });
  });

  test('that name a statement say so', () => {
    expect(read([STARTUP, message('P', 'mine\0select 1\0\0\0'), message('S')]).at(-1)).toMatchObject({
      named: true,
      statements: ['select 1'],
    });
  });

  test('may be a cancel request', () => {
    expect(read([CANCEL])).toEqual([{ kind: 'cancel' }]);
  });

  test.each([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an old version', opening(131_072)],
    ['a message that is shorter than its length', Buffer.concat([STARTUP, Buffer.from([0x51, 0, 0, 0, 1])])],
    ['a text without an end', Buffer.concat([STARTUP, message('Q', 'select 1')])],
  ])('that are %s are refused', (_what, bytes) => {
    expect(() => read([bytes])).toThrow(ProtocolError);
  });
});
