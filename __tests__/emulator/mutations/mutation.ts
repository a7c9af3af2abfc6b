// One way to break a backfill that works.
import type { CreateJobCommandInput } from '@aws-sdk/client-s3-control';
import type { EmulatorOptions } from '../../../emulator/emulator';
import {
  allow,
  JOB_STATEMENTS,
  putBucketPolicy,
  putRolePolicy,
  REPLICATION_STATEMENTS,
  type Stage,
  type Statement,
  without,
} from '../stage';

export interface Mutation {
  /** What is wrong. */
  readonly name: string;
  /** What is there before the rule and the job. @default - one object, `plain` */
  readonly objects?: (stage: Stage) => Promise<unknown>;
  /** Puts the rule. @default - a rule for all objects */
  readonly rules?: (stage: Stage) => Promise<unknown>;
  /** Breaks it when everything else is there. */
  readonly break?: (stage: Stage) => Promise<unknown>;
  /** Breaks it after the manifest was made, while the job waits to be confirmed. */
  readonly breakLater?: (stage: Stage) => Promise<unknown>;
  readonly order?: (stage: Stage) => Promise<Partial<CreateJobCommandInput>> | Partial<CreateJobCommandInput>;
  readonly options?: EmulatorOptions;
  /** Error codes of the tasks; the job is Complete then. */
  readonly codes?: readonly string[];
  /** Why the job failed. */
  readonly reason?: string | RegExp;
}

export const NO_KEYS = 'Manifest generation found no keys matching the filter criteria.';
export const NOT_WRITTEN = 'The job report could not be written to your report bucket. Please check your permissions.';
export const FORBIDDEN = 'Reading the manifest is forbidden: AccessDenied';

export const replicationRoleWithout = (action: string) => (stage: Stage) =>
  putRolePolicy(stage.iam, 'replication', without(action, REPLICATION_STATEMENTS));

export const jobRoleWithout = (action: string) => (stage: Stage) =>
  putRolePolicy(stage.iam, 'job', without(action, JOB_STATEMENTS));

/** A policy of the bucket that denies one action to everybody. */
export const denyIn = (client: 's3' | 'away', bucket: string, action: string, more: Partial<Statement> = {}) => {
  return (stage: Stage) =>
    putBucketPolicy(stage[client], bucket, [
      { ...allow(action, `arn:aws:s3:::${bucket}/*`), ...more, Effect: 'Deny', Principal: '*' },
    ]);
};
