import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import type { HttpServer } from '@munshi/service-kit/http';
import type { FastifyRequest } from 'fastify';
import { RECORD_KINDS, type RecordKind } from '../domain/entry.ts';
import { type AnyMapping, parseMapping } from '../domain/mapping/mapping.ts';
import { uploadName } from '../jobs/upload-folder.ts';
import type { JobState } from '../store/job.ts';
import { jobRepository } from '../store/job-repository.ts';
import { RequestError } from './errors.ts';
import { viewOf } from './jobs.ts';
import type { RoutePorts } from './ports.ts';
import { JOB_SCHEMA, PROBLEM_SCHEMA } from './schemas.ts';

const FIELD_BYTES = 64 * 1024;
const QUEUED: JobState = 'queued';

interface Upload {
  readonly jobId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly kind: RecordKind;
  readonly live: boolean;
  readonly mapping: AnyMapping | null;
}

/** `POST /v1/files`: streamed to the disk, however large; the job begins when it is whole. */
export function registerFileRoutes(scope: HttpServer, ports: RoutePorts): void {
  void scope.register(multipart, { limits: { files: 1, fileSize: Number.POSITIVE_INFINITY, fieldSize: FIELD_BYTES, fields: 10 } });
  scope.post('/v1/files', { schema: SCHEMA }, async (request, reply) => {
    ports.assertRunning();
    const upload = await receive(request, ports);
    const job = { ...upload, upload: uploadName(upload.jobId), createdAt: ports.clock.now() };
    try {
      await jobRepository.insert(ports.database.sql, job);
    } catch (error) {
      await ports.folder.remove(job.upload);
      throw error;
    }
    ports.runner.wake();
    const stored = await jobRepository.find(ports.database.sql, upload.jobId);
    if (!stored) throw new RequestError('JOB_NOT_FOUND', 'The job is gone');
    return reply
      .code(202)
      .header('location', `/v1/jobs/${upload.jobId}`)
      .send(await viewOf(ports, { ...stored, state: QUEUED }));
  });
}

/** Written under another name first, so that what a broken connection leaves behind is never taken for a file. */
async function receive(request: FastifyRequest, { folder }: RoutePorts): Promise<Upload> {
  if (!request.isMultipart()) throw new RequestError('FILE_MISSING', 'Send multipart/form-data with a part `file`');
  const jobId = randomUUID();
  const part = `${uploadName(jobId)}.part`;
  const fields = new Map<string, string>();
  let fileName: string | null = null;
  try {
    for await (const item of request.parts()) {
      if (item.type === 'field') {
        fields.set(item.fieldname, String(item.value));
      } else {
        fileName = basename(item.filename || 'upload').slice(0, 200);
        await pipeline(item.file, createWriteStream(folder.uploadPath(part), { mode: 0o600, flush: true }));
        if (item.file.truncated) throw new RequestError('UPLOAD_CUT_OFF', 'The upload broke off');
      }
    }
    if (fileName === null) throw new RequestError('FILE_MISSING', 'There is no part `file` in the form');
    const [kind, live, mapping] = [kindOf(fields.get('kind')), liveOf(fields.get('live')), mappingOf(fields.get('map'))];
    const { size } = await stat(folder.uploadPath(part));
    await rename(folder.uploadPath(part), folder.uploadPath(uploadName(jobId)));
    return { jobId, fileName, bytes: size, kind, live, mapping };
  } catch (error) {
    await folder.remove(part);
    throw error;
  }
}

function kindOf(text: string | undefined): RecordKind {
  const kind = RECORD_KINDS.find((known) => known === (text ?? 'transactions'));
  if (kind) return kind;
  throw new RequestError('FIELD_INVALID', `kind: is none of ${RECORD_KINDS.join(', ')}`);
}

function liveOf(text: string | undefined): boolean {
  if (text === undefined || text === '' || text === 'false') return false;
  if (text === 'true') return true;
  throw new RequestError('FIELD_INVALID', 'live: is neither true nor false');
}

function mappingOf(text: string | undefined): AnyMapping | null {
  if (text === undefined || text === '') return null;
  const read = parseMapping(text);
  if ('problem' in read) throw new RequestError('MAPPING_INVALID', read.problem);
  return read.mapping;
}

const SCHEMA = {
  summary: 'Takes in a file',
  description:
    'Needs the operator token. CSV, JSON lines, JSON array or pickle, also gzipped. Its records are history unless `live` is true.',
  tags: ['ingestion'],
  consumes: ['multipart/form-data'],
  body: {
    type: 'object',
    required: ['file'],
    properties: {
      file: { type: 'string', format: 'binary' },
      kind: { type: 'string', enum: [...RECORD_KINDS], default: 'transactions' },
      live: { type: 'string', enum: ['true', 'false'], default: 'false' },
      map: { type: 'string', description: 'A mapping as JSON, where the file is not one that is recognised' },
    },
  },
  response: { 202: JOB_SCHEMA, 400: PROBLEM_SCHEMA, 401: PROBLEM_SCHEMA, 503: PROBLEM_SCHEMA },
};
