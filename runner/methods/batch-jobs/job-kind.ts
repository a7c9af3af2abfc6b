// What differs between jobs of S3 Batch Operations by what they do: told by their operation, since their ids look alike.
import type { PlanOptions } from '../../plan/plan';
import type { JobView } from '../../ports/batch/batch-operations';
import type { ObjectVersionId } from '../../target/manifest-csv';
import type { Target } from '../../target/target';
import { copyTaskCause } from '../batch-copy/causes';
import { METHOD_NAME as BATCH_COPY } from '../batch-copy/keeps';
import { withList } from '../batch-copy/copy-job';
import { METHOD_NAME as BATCH_REPLICATION } from '../batch-replication/keeps';
import { planVersions } from '../batch-replication/plan-jobs';
import type { PlannedJob } from './planned-job';
import type { BackfillRole } from './refusals/lacking';
import { causeOf } from './report/causes';
import type { CauseOf } from './report/tally';

/** Operations whose jobs are run here. */
export type OperationName = 'S3ReplicateObject' | 'S3PutObjectCopy';

export interface JobKind {
  /** The method whose jobs these are. */
  readonly method: string;
  readonly operation: OperationName;
  /** What was done with an object: `replicated`. */
  readonly done: string;
  /** What there is a task for: `object version`. */
  readonly object: string;
  /** That the job acts as. */
  readonly role: BackfillRole;
  /** Whether S3 can be asked for what has failed, by the replication statuses of the objects. */
  readonly selectsFailed: boolean;
  readonly causeOf: CauseOf;
  /** A job that does the same with these alone. */
  again(planned: PlannedJob, versions: readonly ObjectVersionId[], target: Target, options: PlanOptions): PlannedJob;
}

const KINDS: Readonly<Record<OperationName, JobKind>> = {
  S3ReplicateObject: {
    method: BATCH_REPLICATION,
    operation: 'S3ReplicateObject',
    done: 'replicated',
    object: 'object version',
    role: 'job role',
    selectsFailed: true,
    causeOf: (code, named, _message, jobRoleArn) => causeOf(code, named, jobRoleArn),
    again: (planned, versions, target, options) => planVersions(target, versions, options).transfers[0] ?? planned,
  },
  S3PutObjectCopy: {
    method: BATCH_COPY,
    operation: 'S3PutObjectCopy',
    done: 'copied',
    object: 'object',
    role: 'copy role',
    selectsFailed: false,
    causeOf: (code, named, message) => copyTaskCause(code, named, message),
    again: (planned, versions, target) => withList(planned, versions, target),
  },
};

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(KINDS, name);
}

/** Undefined: its jobs are none of ours. What S3 does not show replicates, as every job did once. */
export function kindOf({ order: { operation = 'S3ReplicateObject' } }: Pick<JobView, 'order'>): JobKind | undefined {
  return isOperation(operation) ? KINDS[operation] : undefined;
}

/** That jobs of a method act as. */
export function roleOf(method: string): BackfillRole {
  return Object.values(KINDS).find((kind) => kind.method === method)?.role ?? 'job role';
}

/** Of a job that was looked at: one that does something else was refused then. */
export function kindOfView(view: Pick<JobView, 'order'>): JobKind {
  return kindOf(view) ?? KINDS.S3ReplicateObject;
}

export function kindOfPlanned({ request: { Operation } }: PlannedJob): JobKind {
  return 'S3PutObjectCopy' in Operation ? KINDS.S3PutObjectCopy : KINDS.S3ReplicateObject;
}
