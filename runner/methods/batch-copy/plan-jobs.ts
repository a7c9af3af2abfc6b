// From what is to be copied to the jobs that copy it.
import { installedPage } from '../../../docs/installed-page';
import type { PlanOptions } from '../../plan/plan';
import type { Lack } from '../../plan/planner';
import type { LeftGroup } from '../../routes/left-groups';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { packedText } from '../batch-jobs/packed-list';
import type { JobPlan, PlannedJob } from '../batch-jobs/planned-job';
import { lacks as lacksOfCopies, type CopyPlan } from '../copy/plan-copies';
import { copyJob } from './copy-job';
import { READ_AT_ONCE } from './filter';
import type { Absent, Gathered } from './gather';

/** A plan, and what has to be known of it when its jobs are over. */
export interface BatchCopyPlan extends JobPlan {
  readonly transfers: readonly PlannedJob[];
  /** The copies that the jobs make, without classes told apart. */
  readonly copies: CopyPlan;
  /** What jobs leave out. */
  readonly left: readonly LeftGroup[];
  readonly absent: Readonly<Absent>;
  /** Objects of which nothing tells whether the destination has them; they are left as they are. */
  readonly open: number;
  /** Objects of the destination that are left as they are, since they were to be. */
  readonly kept: number;
  /** Objects that the destination has, these among them. */
  readonly there: number;
}

/** What is known of jobs that copy: of those that were found again, no requests. */
export type CopyingJobs = Pick<BatchCopyPlan, 'copies' | 'transfers'>;

/** Region that the jobs are created in: that of the destination. */
export function regionOfJobs({ batchJob, source }: Target): string {
  return batchJob.region ?? source.region;
}

export function lacks(target: Target, isListed: boolean): readonly Lack[] {
  const { batchCopyRoleArn, report, manifest } = target.batchJob;
  const lack = (isThere: boolean, one: Lack): readonly Lack[] => (isThere ? [] : [one]);
  return [
    ...lacksOfCopies(target),
    ...lack(batchCopyRoleArn !== undefined, {
      flag: '--role-arn',
      what: 'a copy role',
      step: `a role that trusts batchoperations.s3.amazonaws.com, and may read the source and write the destination: ${installedPage('docs/permissions.md', 'The copy role')} lists all of it`,
    }),
    ...lack(report !== undefined, {
      flag: '--report-bucket',
      what: 'a report bucket',
      step: 'a bucket in the Region of the destination, another one than the source',
    }),
    ...lack(!isListed || manifest !== undefined, {
      flag: '--manifest-bucket',
      what: 'a place for a manifest',
      step: 'a bucket in the Region of the destination that the copy role may read',
    }),
  ];
}

/** One job for each prefix and storage class. */
export function planJobs(
  copies: CopyPlan,
  { groups, left, absent, open, survey }: Gathered,
  target: Target,
  options: PlanOptions,
): BatchCopyPlan {
  const of = (name: string): number => survey.notCopied.find(({ reason }) => reason === name)?.versions.value ?? 0;
  const kept = of('kept-as-it-is');
  const transfers = groups.map((group) => copyJob(group, target, options));
  return {
    region: regionOfJobs(target),
    hash: copies.hash,
    transfers,
    copies,
    left,
    absent,
    open,
    kept,
    there: kept + of('there-already'),
  };
}

/** Jobs of other classes that an earlier run may have made: what they have copied already is looked for no more. */
export function otherJobs(
  { copies, transfers }: BatchCopyPlan,
  target: Target,
  options: PlanOptions,
): readonly PlannedJob[] {
  const planned = new Set(transfers.map(({ hash }) => hash));
  const list = { rows: packedText(''), objects: 0, named: false };
  return copies.transfers
    .flatMap(({ prefix, request }) =>
      (request.storageClass === undefined ? READ_AT_ONCE : [undefined]).map((sourceClass) =>
        copyJob({ ...defined({ prefix, sourceClass }), request, list }, target, options),
      ),
    )
    .filter(({ hash }) => !planned.has(hash));
}
