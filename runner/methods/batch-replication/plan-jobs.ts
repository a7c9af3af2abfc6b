// The CreateJob requests of a backfill, as values. Pure.
import { canonical, sha256, shortHash } from '../../plan/canonical';
import type { PlanOptions } from '../../plan/plan';
import type { Lack } from '../../plan/planner';
import { manifestCsv, type ObjectVersionId } from '../../target/manifest-csv';
import { distinctPrefixes, type Target } from '../../target/target';
import {
  describePrefix,
  generatorOf,
  listFor,
  requestOf,
  type JobPlan,
  type PlannedJob,
} from '../batch-jobs/planned-job';
import { packedText } from '../batch-jobs/packed-list';
import { filterOf } from './filter';

const OPERATION = { S3ReplicateObject: {} };

/** What a job needs and the target does not say. @param isListed whether the runner writes its manifest */
export function lacks({ batchJob }: Target, isListed: boolean): readonly Lack[] {
  const { roleArn, report, manifest } = batchJob;
  return [
    ...(roleArn === undefined
      ? [
          {
            flag: '--role-arn',
            what: 'a job role',
            step: 's3-backfill policy job-role prints one, for whoever may make it',
          },
        ]
      : []),
    ...(report === undefined
      ? [
          {
            flag: '--report-bucket',
            what: 'a report bucket',
            step: 'a bucket in the Region of the source, another one than the source',
          },
        ]
      : []),
    ...(isListed && manifest === undefined
      ? [
          {
            flag: '--manifest-bucket',
            what: 'a place for a manifest',
            step: 'a bucket in the Region of the source that the job role may read',
          },
        ]
      : []),
  ];
}

function planJob(prefix: string | undefined, target: Target, options: PlanOptions): PlannedJob {
  const filter = filterOf(prefix, options.selection ?? {});
  const hash = shortHash({ operation: 'S3ReplicateObject', source: target.source, filter });
  const request = requestOf(target, OPERATION, hash, describePrefix(prefix), options);
  const job = { hash, request: { ...request, ManifestGenerator: generatorOf(target, filter) } };
  return prefix === undefined ? job : { prefix, ...job };
}

/** Where versions were looked for, and by which filters: the same for two runs that look for the same. */
function searchOf(target: Target, { selection = {} }: PlanOptions): readonly unknown[] {
  const { match, tags, latestOnly } = selection;
  const filters = (distinctPrefixes(target.prefixes) ?? [undefined]).map((prefix) =>
    canonical(filterOf(prefix, selection)),
  );
  return [filters.sort(), { match, tags, latestOnly }];
}

/**
 * One job for exactly these object versions.
 * @param isSearch whether the filters of the selection have found them; otherwise they were chosen one by one
 */
export function planVersions(
  target: Target,
  versions: readonly ObjectVersionId[],
  options: PlanOptions,
  isSearch = false,
): JobPlan {
  const { source } = target;
  const { upload, Manifest } = listFor(target, packedText(manifestCsv(source.bucket, versions)), [
    'Bucket',
    'Key',
    'VersionId',
  ]);
  const what = isSearch ? { search: searchOf(target, options) } : { manifest: sha256(upload.body) };
  const hash = shortHash({ operation: 'S3ReplicateObject', source, ...what });
  const words = versions.length === 1 ? describePrefix(versions[0]?.key ?? '') : `${versions.length} versions`;
  const request = { ...requestOf(target, OPERATION, hash, words, options), Manifest };
  const job = { hash, request, upload, ...(isSearch ? { search: true } : {}) };
  return { region: source.region, transfers: [job], hash: shortHash([hash]) };
}

/** One job for each prefix: S3 accepts a single prefix per job. */
export function planPrefixes(target: Target, options: PlanOptions): JobPlan {
  const transfers = (distinctPrefixes(target.prefixes) ?? [undefined]).map((prefix) =>
    planJob(prefix, target, options),
  );
  return { region: target.source.region, transfers, hash: shortHash(transfers.map((job) => job.hash).sort()) };
}
