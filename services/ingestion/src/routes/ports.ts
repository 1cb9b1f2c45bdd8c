import type { BatchPlan } from '../domain/versions/plan-batch.ts';
import type { AcceptPorts } from '../jobs/accept-batch.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { UploadFolder } from '../jobs/upload-folder.ts';

/** What the routes work with. */
export interface RoutePorts extends AcceptPorts {
  readonly folder: UploadFolder;
  readonly runner: JobRunner;
  onOutcomes(plan: BatchPlan): void;
  /** @throws NotNowError before the service runs and once it stops */
  assertRunning(): void;
}
