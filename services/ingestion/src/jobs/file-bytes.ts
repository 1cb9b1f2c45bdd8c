import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HEAD_BYTES } from '../domain/lines/csv-format.ts';
import { skipBytes } from '../domain/lines/skip-bytes.ts';
import { FileUnreadableError } from './file-unreadable.ts';

const CHUNK_BYTES = 256 * 1024;
/** What a compressed file may become; what banks write is rarely a tenth of it. */
const MOST_EXPANSION = 250;
const FREE_EXPANSION_BYTES = 64 * 1024 * 1024;
/** A file while it is read, compressed or not. */
export interface OpenFile {
  /** From `from` on, uncompressed. @throws what the disk or a damaged gzip file gives, when it is reached */
  readonly chunks: AsyncIterable<Buffer>;
  /** Of the file as it lies on the disk. */
  bytesRead(): number;
  close(): void;
}

/** The first bytes of a file, uncompressed. */
export async function headOf(path: string): Promise<Buffer> {
  const file = await openFile(path, 0);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file.chunks) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= HEAD_BYTES) break;
    }
  } catch (error) {
    if (bytes === 0) throw error;
  } finally {
    file.close();
  }
  return Buffer.concat(chunks);
}

export async function openFile(path: string, from: number): Promise<OpenFile> {
  return (await isGzip(path)) ? openGzip(path, from) : openPlain(path, from);
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function openPlain(path: string, from: number): OpenFile {
  const stream = createReadStream(path, { start: from, highWaterMark: CHUNK_BYTES });
  return { chunks: stream, bytesRead: () => from + stream.bytesRead, close: () => void stream.destroy() };
}

function openGzip(path: string, from: number): OpenFile {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // the error of either is thrown where the chunks are read
  pipeline(file, gunzip, () => undefined);
  return { chunks: skipBytes(withinExpansion(gunzip, file), from), bytesRead: () => file.bytesRead, close: () => void file.destroy() };
}

/** @throws FileUnreadableError where a small file becomes ever more: it is made to fill a disk or a memory */
async function* withinExpansion(chunks: AsyncIterable<Buffer>, file: { readonly bytesRead: number }): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > FREE_EXPANSION_BYTES && bytes > MOST_EXPANSION * file.bytesRead) {
      throw new FileUnreadableError('FILE_EXPANDS', `the file unpacks to more than ${MOST_EXPANSION} times its size: send it unpacked`);
    }
    yield chunk;
  }
}
