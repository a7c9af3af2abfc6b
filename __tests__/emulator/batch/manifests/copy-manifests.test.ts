// What a copy job takes for its objects, where it differs from a job that replicates.
import { gunzipSync, gzipSync } from 'node:zlib';
import * as S3 from '@aws-sdk/client-s3';
import type { JobManifestGeneratorFilter } from '@aws-sdk/client-s3-control';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../../running';
import { counts, reasons, reportRows } from '../../job-on-stage';
import {
  COPIES,
  COPY_STATEMENTS,
  everything,
  grant,
  keysIn,
  PLAIN,
  putPlain,
  runCopy,
  setCopyStage,
} from '../../copy-on-stage';
import { allow, arn, bodyOf, put, REPORTS, SOURCE, type Stage, strike, without } from '../../stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setCopyStage();
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

/** The role may do all in the source of the stage, which has versioning. */
const mayReadVersions = (): Promise<void> =>
  grant(stage, [
    ...COPY_STATEMENTS,
    allow(['s3:GetObjectVersion', 's3:GetObjectVersionTagging'], arn(SOURCE, '*')),
    allow('s3:PutInventoryConfiguration', arn(SOURCE)),
    // A manifest that is kept is read again.
    allow('s3:GetObjectVersion', arn(REPORTS, '*')),
  ]);

const ofVersioned = everything({}, { SourceBucket: arn(SOURCE) });

describe('a generated manifest of a copy job', () => {
  it('needs no replication rule, and s3:PutInventoryConfiguration on the source', async () => {
    await putPlain(stage, 'k');
    expect(counts(await runCopy(stage))).toEqual([1, 1, 0]);
    await grant(stage, without('s3:PutInventoryConfiguration', COPY_STATEMENTS));
    expect(reasons(await runCopy(stage)).join()).toContain('is not allowed s3:PutInventoryConfiguration');
  });

  it.each<[string, JobManifestGeneratorFilter, readonly string[]]>([
    ['a prefix', { KeyNameConstraint: { MatchAnyPrefix: ['a/'] } }, ['a/big', 'a/small']],
    ['a size', { ObjectSizeLessThanBytes: 10 }, ['a/small', 'b/small']],
    ['a storage class', { MatchAnyStorageClass: ['STANDARD_IA'] }, ['a/big']],
    ['both', { KeyNameConstraint: { MatchAnyPrefix: ['b/'] }, MatchAnyStorageClass: ['STANDARD'] }, ['b/small']],
  ])('takes what its filter of %s allows', async (_what, filter, keys) => {
    await putPlain(stage, 'a/big', { Body: 'x'.repeat(10), StorageClass: 'STANDARD_IA' });
    await putPlain(stage, 'a/small');
    await putPlain(stage, 'b/small');
    await runCopy(stage, {}, { ManifestGenerator: everything(filter) });
    expect(await keysIn(stage)).toEqual(keys);
  });

  it('fails the job if no object fits', async () => {
    expect(reasons(await runCopy(stage))).toEqual(['Manifest generation found no keys matching the filter criteria.']);
  });

  it('has no version ids for a bucket that never had versioning', async () => {
    await putPlain(stage, 'k');
    const job = await runCopy(stage);
    expect(await reportRows(stage, job.JobId ?? '')).toMatchObject([{ key: 'k', versionId: '', status: 'succeeded' }]);
  });

  it('has every version of a bucket with versioning and no delete markers, so that the oldest is copied last', async () => {
    await put(stage, 'k', { Body: 'old' });
    await put(stage, 'k', { Body: 'new' });
    await put(stage, 'gone', { Body: 'gone' });
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'gone' }));
    await mayReadVersions();
    const job = await runCopy(stage, {}, { ManifestGenerator: ofVersioned });
    expect(counts(job)).toEqual([3, 3, 0]);
    expect(await bodyOf(stage.s3, COPIES, 'k')).toBe('old');
    expect(await keysIn(stage)).toEqual(['gone', 'k']);
  });

  it('that is kept has a column for version ids if the source ever had versioning', async () => {
    await putPlain(stage, 'a b');
    const id = await put(stage, 'a b');
    await mayReadVersions();
    const kept = async (bucket: string): Promise<readonly string[]> => {
      const ManifestOutputLocation = {
        Bucket: arn(REPORTS),
        ManifestPrefix: 'manifests',
        ManifestFormat: 'S3InventoryReport_CSV_20211130',
      } as const;
      const keep = { SourceBucket: arn(bucket), EnableManifestOutput: true, ManifestOutputLocation };
      const job = await runCopy(stage, {}, { ManifestGenerator: everything({}, keep) });
      const place = job.GeneratedManifestDescriptor?.Location?.ObjectArn ?? '';
      const { fileSchema, files } = JSON.parse(
        await bodyOf(stage.s3, REPORTS, place.slice(arn(REPORTS, '').length)),
      ) as { fileSchema: string; files: { key: string }[] };
      const { Body } = await stage.s3.send(new S3.GetObjectCommand({ Bucket: REPORTS, Key: files[0]?.key }));
      return [fileSchema, gunzipSync((await Body?.transformToByteArray()) ?? '').toString()];
    };
    expect(await kept(PLAIN)).toEqual(['Bucket, Key', `${PLAIN},a%20b\n`]);
    expect(await kept(SOURCE)).toEqual(['Bucket, Key, VersionId', `${SOURCE},a%20b,${id}\n`]);
  });
});

describe('an inventory for a copy job', () => {
  it('leads to the newest of each key if it has no version ids', async () => {
    await putPlain(stage, 'a b', { Body: 'newest' });
    await stage.s3.send(
      new S3.PutObjectCommand({ Bucket: REPORTS, Key: 'data.gz', Body: gzipSync(`"${PLAIN}","a%20b"\n`) }),
    );
    const Body = JSON.stringify({ fileFormat: 'CSV', fileSchema: 'Bucket, Key', files: [{ key: 'data.gz' }] });
    const { ETag } = await stage.s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key: 'manifest.json', Body }));
    const Manifest = {
      Spec: { Format: 'S3InventoryReport_CSV_20161130' as const },
      Location: { ObjectArn: arn(REPORTS, 'manifest.json'), ETag },
    };
    expect(counts(await runCopy(stage, {}, { Manifest }))).toEqual([1, 1, 0]);
    expect(await bodyOf(stage.s3, COPIES, 'a b')).toBe('newest');
  });
});
