// Deleting without the SDK, against the emulator: by ETag, with no version id, whatever the keys hold.
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DoomedObject } from '../../../../runner/ports/s3/deleting';
import { HOSTILE } from '../../renderers/hostile-text';
import { leanAws, type LeanAws } from './lean-aws';

const ODD = [
  ...HOSTILE.filter((key) => key !== '' && !/\p{Cs}/u.test(key)),
  'a//b',
  '/',
  'plus+and space and %2B',
  '\u{1f600}/\uffee',
  '\u0001\u001f\u007f',
  '<Error><Key>x</Key></Error>',
  'tab\tline\nfeed\rreturn',
  'k'.repeat(1_024),
];

let started: LeanAws;
beforeAll(async () => {
  started = await leanAws();
});
afterAll(() => started.close());

async function filled(bucket: string, versioned: boolean, keys: readonly string[]): Promise<readonly DoomedObject[]> {
  const { s3 } = started;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  if (versioned)
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const all: DoomedObject[] = [];
  for (const Key of keys) {
    const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
    all.push({ key: Key, etag: ETag.replaceAll('"', '') });
  }
  return all;
}

async function versionsOf(bucket: string): Promise<{ readonly versions: number; readonly markers: number }> {
  const { Versions = [], DeleteMarkers = [] } = await started.s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return { versions: Versions.length, markers: DeleteMarkers.length };
}

describe('objects that are deleted together', () => {
  it('are hidden by delete markers where the bucket keeps versions, whatever their keys hold', async () => {
    const objects = await filled('kept', true, ODD);
    const answers = await started.aws.copying.deleteObjects('kept', objects);
    expect(answers).toEqual(ODD.map((key) => ({ key, became: 'deleted', marker: true })));
    expect(await versionsOf('kept')).toEqual({ versions: ODD.length, markers: ODD.length });
  });

  it('are gone where the bucket keeps none, and the answer says so', async () => {
    const objects = await filled('plain', false, ['a', '\u0001b']);
    const answers = await started.aws.copying.deleteObjects('plain', objects);
    expect(answers).toMatchObject([{ marker: false }, { marker: false }]);
    expect((await started.s3.send(new ListObjectsV2Command({ Bucket: 'plain' }))).KeyCount).toBe(0);
  });

  it('stay where they are others now, each by itself', async () => {
    const [first, second] = await filled('others', true, ['a', '\u0001b']);
    const objects = [first, second, { key: 'c', etag: 'x' }].map((one) => ({ key: 'c', etag: 'x', ...one }));
    for (const Key of ['a', '\u0001b'])
      await started.s3.send(new PutObjectCommand({ Bucket: 'others', Key, Body: 'written meanwhile' }));
    expect(await started.aws.copying.deleteObjects('others', objects)).toMatchObject([
      { key: 'a', became: 'refused', code: 'PreconditionFailed' },
      { key: '\u0001b', became: 'refused', code: 'PreconditionFailed' },
      { key: 'c', became: 'refused', code: 'NoSuchKey' },
    ]);
    expect(await versionsOf('others')).toEqual({ versions: 4, markers: 0 });
  });

  it('are asked for by no version id', async () => {
    await started.aws.copying.deleteObjects('asked', await filled('asked', true, ['a', 'b']));
    const { log } = started.running;
    const asked = log.flatMap((one) => (one.kind === 'request' && one.method !== 'GET' ? [one.target] : []));
    expect(asked.filter((target) => target.includes('?delete'))).not.toEqual([]);
    expect(asked.filter((target) => /versionId/i.test(target))).toEqual([]);
  });
});
