import { createReadStream } from 'node:fs';
import type { HttpServer } from '@munshi/service-kit/http';
import type { Job } from '../store/job.ts';
import { jobRepository } from '../store/job-repository.ts';
import { RequestError } from './errors.ts';
import { type JobView, toJobView } from './job-view.ts';
import type { RoutePorts } from './ports.ts';
import { JOB_SCHEMA, PROBLEM_SCHEMA } from './schemas.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const params = { type: 'object', properties: { id: { type: 'string' } } };
const about = { description: 'Needs the operator token.', tags: ['ingestion'], params };

/** `GET /v1/jobs/:id`: progress and report; `GET /v1/jobs/:id/rejects`: the refused lines, to be mended and sent again. */
export function registerJobRoutes(scope: HttpServer, ports: RoutePorts): void {
  const response = { 200: JOB_SCHEMA, 401: PROBLEM_SCHEMA, 404: PROBLEM_SCHEMA };
  scope.get<{ Params: { id: string } }>(
    '/v1/jobs/:id',
    { schema: { ...about, summary: 'Progress and report', response } },
    async (request) => {
      return viewOf(ports, await findJob(ports, request.params.id));
    },
  );
  const summary = 'The refused lines of a file, each below the reason';
  scope.get<{ Params: { id: string } }>('/v1/jobs/:id/rejects', { schema: { ...about, summary } }, async (request, reply) => {
    const job = await findJob(ports, request.params.id);
    reply.type('text/plain; charset=utf-8');
    return job.rejectsBytes === 0 ? '' : createReadStream(rejectsPath(ports, job), { end: job.rejectsBytes - 1 });
  });
}

/** A job with its report. */
export async function viewOf(ports: RoutePorts, job: Job): Promise<JobView> {
  return toJobView(job, {
    conflictingProfiles: job.conflicts === 0 ? [] : await jobRepository.conflicts(ports.database.sql, job.jobId),
    rejectsFile: job.rejectsBytes === 0 ? null : rejectsPath(ports, job),
  });
}

function rejectsPath({ folder }: RoutePorts, job: Job): string {
  return folder.rejectsPath(job.jobId, job.fileName);
}

async function findJob({ database, assertRunning }: RoutePorts, id: string): Promise<Job> {
  assertRunning();
  const job = UUID.test(id) ? await jobRepository.find(database.sql, id) : null;
  if (job) return job;
  throw new RequestError('JOB_NOT_FOUND', 'There is no such job');
}
