// Which object versions a job takes: the filters of S3's manifest generator, one key, or a manifest.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobRequest } from '../../../../runner/ports/batch/job-request';
import { manifestCsv, parseManifest } from '../../../../runner/target/manifest-csv';
import { bucketIn, handoff, program, setup, type Ran, type Setup } from '../../fakes/fake-world';

const MANIFESTS = { bucket: 'reports', prefix: 'm' };

function withManifests(): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: MANIFESTS })));
  return given;
}

const plan = (given: Setup, ...argv: readonly string[]): Promise<Ran> =>
  program(given, 'plan', '--outputs', 'outputs.json', '--always-create', ...argv, '--output', 'json');

function requestIn({ events }: Ran): JobRequest | undefined {
  const found = events.find(({ kind }) => kind === 'plan') as { transfers: { request: JobRequest }[] } | undefined;
  return found?.transfers[0]?.request;
}

describe('filters', () => {
  it('are passed on exactly', async () => {
    const ran = await plan(
      setup(),
      ...['--replication-status', 'failed', '--replication-status', 'COMPLETED'],
      ...['--created-after', '2026-01-31', '--created-before', '2026-02-28T12:00:00+02:00'],
      ...['--larger-than', '64KiB', '--smaller-than', '1.5GB', '--storage-class', 'STANDARD_IA'],
      ...['--suffix', '.jpg', '--substring', 'a b', '--encryption', 'sse-kms'],
    );
    expect(requestIn(ran)?.ManifestGenerator?.S3JobManifestGenerator.Filter).toEqual({
      EligibleForReplication: true,
      ObjectReplicationStatuses: ['FAILED', 'COMPLETED'],
      KeyNameConstraint: { MatchAnyPrefix: ['folder/'], MatchAnySuffix: ['.jpg'], MatchAnySubstring: ['a b'] },
      CreatedAfter: '2026-01-31T00:00:00.000Z',
      CreatedBefore: '2026-02-28T10:00:00.000Z',
      ObjectSizeGreaterThanBytes: 65_536,
      ObjectSizeLessThanBytes: 1_500_000_000,
      MatchAnyStorageClass: ['STANDARD_IA'],
      MatchAnyObjectEncryption: [{ SSEKMS: {} }],
    });
  });

  it('make another plan: a job with a filter is not taken for the one without', async () => {
    const hash = async (...argv: readonly string[]) =>
      (await plan(setup(), ...argv)).events.find(({ kind }) => kind === 'plan')?.['hash'];
    expect(await hash('--suffix', '.jpg')).not.toBe(await hash());
  });

  it.each([
    ['--replication-status', 'PENDING', 'NONE, FAILED, COMPLETED, REPLICA'],
    ['--storage-class', 'COLD', 'STANDARD_IA'],
    ['--created-after', '31.1.2026', 'a date like 2026-01-31'],
    ['--created-after', '2026-01-31T12:00:00', 'a moment like 2026-01-31T12:00:00Z'],
    ['--larger-than', 'much', 'a size like 64KiB'],
    ['--suffix', '', '1 to 1024 characters'],
    ['--encryption', 'none', 'SSE-S3, SSE-KMS, DSSE-KMS, SSE-C'],
  ])('%s %s is refused, and what is allowed is said', async (flag, value, allowed) => {
    const ran = await plan(setup(), flag, value);
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)?.['message']).toContain(flag);
    expect(ran.events.at(-1)?.['message']).toContain(allowed);
  });

  it.each([
    [['--created-after', '2026-02-01', '--created-before', '2026-02-01']],
    [['--larger-than', '10', '--smaller-than', '11']],
  ])('%j leaves nothing, and is refused', async (flags) => {
    expect((await plan(setup(), ...flags)).code).toBe(2);
  });
});

describe('--key', () => {
  it('makes a job of one row, for the current version', async () => {
    const given = withManifests();
    bucketIn(given, 'src').versions.push({ key: 'folder/a b+%.txt', versionId: 'v7' });
    const { code } = await program(
      given,
      'run',
      '--outputs',
      'outputs.json',
      '--key',
      'folder/a b+%.txt',
      '--verify',
      'never',
    );
    expect(code).toBe(0);
    const [sent] = given.jobs.sent;
    const location = sent?.request.Manifest?.Location.ObjectArn.replace('arn:aws:s3:::reports/', '') ?? '';
    expect(location).toMatch(/^m\/supplied\/[0-9a-f]{32}\.csv$/);
    expect(bucketIn(given, 'reports').files.get(location)?.toString()).toBe('src,folder/a%20b%2B%25.txt,v7\n');
    expect(sent?.request.ManifestGenerator).toBeUndefined();
  });

  it('names a key that is meant when there is none like it', async () => {
    const given = withManifests();
    bucketIn(given, 'src').versions.push({ key: 'folder/report.txt' });
    const ran = await plan(given, '--key', 'folder/Report.txt');
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)).toMatchObject({ hint: "did you mean --key 'folder/report.txt'?" });
  });

  it('is refused where no rule covers the key', async () => {
    const ran = await plan(withManifests(), '--key', 'other/a');
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)?.['message']).toContain("'other/a': no rule covers it");
  });

  it('is refused where it is not under --prefix, before AWS is asked', async () => {
    const ran = await plan(withManifests(), '--key', 'folder/a', '--prefix', 'other/', '--prefix', 'more/');
    expect([ran.code, ran.events.length]).toEqual([2, 1]);
    expect(ran.events[0]?.['message']).toBe("--key names 'folder/a', which is not under --prefix 'other/' or 'more/'");
    expect(ran.events[0]?.['hint']).toContain('leave --prefix out');
  });

  it('is taken where it is under --prefix', async () => {
    const given = withManifests();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    expect((await plan(given, '--key', 'folder/a', '--prefix', 'other/', '--prefix', 'folder/')).code).toBe(0);
  });

  it('needs a place for the manifest', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    const ran = await program(given, 'run', '--outputs', 'outputs.json', '--key', 'folder/a', '--output', 'json');
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)?.['hint']).toContain('--manifest-bucket');
  });
});

describe('a manifest', () => {
  it('is read again as the versions it was written from, whatever the keys hold', () => {
    const version = fc.record({
      key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      versionId: fc.stringMatching(/^[\w.]{1,32}$/),
    });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 20 }), (versions) => {
        expect(parseManifest(manifestCsv('src', versions), 'src', 'a test')).toEqual(versions);
      }),
    );
  });

  it.each([
    ['src,a', 'line 1 has no version id'],
    ['Bucket,Key,VersionId\nsrc,a,v1', 'line 1 is a header'],
    ['src,a,v1\nother,b,v2', 'line 2 is of bucket "other"; the source bucket is \'src\''],
    ['src,100%,v1', 'which is not URL-encoded (a % in a key is %25)'],
    ['src,a,', 'write the id, or null'],
    ['src,a,v 1', 'which is none of S3'],
    ['', 'is empty'],
    ['src,"a', 'is no CSV'],
  ])('%j is refused: %s', async (text, why) => {
    const given = withManifests();
    given.files.set('/here/list.csv', text);
    const ran = await plan(given, '--manifest', 'list.csv');
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)?.['message']).toContain(why);
    expect(given.jobs.sent).toEqual([]);
  });

  it('with a key that is not under --prefix is refused', async () => {
    const given = withManifests();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    given.files.set('/here/list.csv', 'src,folder/a,v1\nsrc,other/b,v1');
    const ran = await plan(given, '--manifest', 'list.csv', '--prefix', 'folder/');
    expect(ran.code).toBe(2);
    expect(ran.events.at(-1)?.['message']).toBe(
      "--manifest 'list.csv' names 'other/b', which is not under --prefix 'folder/'",
    );
  });
});
