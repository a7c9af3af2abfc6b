// s3-backfill verify, by the program as it is shipped, against a local AWS.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  DeleteObjectCommand,
  GetBucketReplicationCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { Certificate } from '../../runner/events/certificate';
import type { Comparison } from '../../runner/events/comparisons/comparison';
import { CERTIFICATE_SCHEMA } from '../../runner/verify/certificate-schema';
import { builtProgram } from './built';
import { type Program, type Said } from './setup';

const KEYS = ['folder/a', 'folder/b/c', 'folder/ü+%', 'folder/\u{1f600}', 'folder/\uffee', 'other/x'];

const built = builtProgram();
let program: Program;

/** A source whose versions have all been replicated by a job. */
async function replicated(keys: readonly string[] = KEYS): Promise<void> {
  program = await built.start(keys);
  const said = await program.run(['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
  if (said.exitCode !== 0) throw new Error(said.stdout + said.stderr);
}

const bucket = (name: string) => {
  const found = program.running.emulator.world.buckets.get(name);
  if (found === undefined) throw new Error(`no bucket ${name}`);
  return found;
};

/** Changes the one version of `key`. */
function change(key: string, changes: { readonly [name: string]: unknown }, where = 'dst'): void {
  const [version] = bucket(where).versions.versionsOf(key);
  if (version === undefined) throw new Error(`${where} has no ${key}`);
  bucket(where).versions.put({ ...version, ...changes });
}

function remove(where: string, key: string): void {
  for (const { versionId } of bucket(where).versions.versionsOf(key)) bucket(where).versions.remove(key, versionId);
}

async function verify(...flags: readonly string[]): Promise<Said & { readonly certificate: Certificate }> {
  const file = path.join(program.folder, 'certificate.json');
  const said = await program.run(['verify', '--outputs', 'outputs.json', '--certificate', file, ...flags]);
  const certificate = CERTIFICATE_SCHEMA.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...said, certificate };
}

const only = ({ comparisons }: Certificate): Comparison => {
  const [comparison] = comparisons;
  if (comparison === undefined || comparisons.length > 1) throw new Error(`${comparisons.length} comparisons`);
  return comparison;
};
const reasons = (certificate: Certificate): readonly string[] => only(certificate).findings.map(({ reason }) => reason);

describe('s3-backfill verify', () => {
  it('ends with 0 when every version has its replica, and the digests of both listings are the same', async () => {
    await replicated();
    const { exitCode, stdout, certificate } = await verify();
    expect(exitCode).toBe(0);
    expect(stdout).toContain("all 5 object versions are in 'dst'");
    const { answer, versions, evidence, sourceDigest, destinationDigest, byClass } = only(certificate);
    expect(answer).toBe('complete');
    expect(versions).toMatchObject({ compared: 5, same: 5, missing: 0, different: 0, pending: 0, outside: 0 });
    expect(evidence).toMatchObject({ how: 'all', looked: 5, of: 5, tags: true, etagNotComparable: 0 });
    expect(evidence.statuses).toEqual([{ status: 'COMPLETED', count: 5 }]);
    expect(byClass).toMatchObject([{ name: 'STANDARD', same: 5 }]);
    expect(destinationDigest).toEqual(sourceDigest);
    expect(sourceDigest.lines).toBe(5);
  });

  it('names the versions that were never tried, and ends with 1', async () => {
    program = await built.start(KEYS);
    const { exitCode, certificate } = await verify();
    expect(exitCode).toBe(1);
    expect(only(certificate).findings).toMatchObject([{ finding: 'missing', reason: 'never-tried', count: 5 }]);
    expect(
      only(certificate)
        .findings[0]?.examples.map(({ key }) => key)
        .sort(),
    ).toEqual(KEYS.slice(0, 5).sort());
  });

  it('finds each kind of difference, and names it', async () => {
    await replicated(
      ['etag', 'headers', 'kind', 'metadata', 'size', 'tags', 'written', 'lock'].map((name) => `folder/${name}`),
    );
    change('folder/etag', { etag: `"${'0'.repeat(32)}"` });
    change('folder/headers', { systemMetadata: { 'content-type': 'text/css' } });
    change('folder/kind', { deleteMarker: true, etag: '', body: Buffer.of() });
    change('folder/metadata', { metadata: { a: 'b' } });
    change('folder/size', { body: Buffer.from('longer than it was') });
    change('folder/tags', { tags: { a: 'b' } });
    change('folder/written', { replicationStatus: undefined });
    change('folder/lock', { legalHold: true });
    const { exitCode, certificate } = await verify();
    expect(exitCode).toBe(1);
    expect([...reasons(certificate)].sort()).toEqual([
      'etag',
      'headers',
      'kind',
      'metadata',
      'not-a-replica',
      'object-lock',
      'size',
      'tags',
    ]);
    expect(only(certificate).versions).toMatchObject({ compared: 8, same: 0, different: 8 });
    for (const { count, examples } of only(certificate).findings) expect([count, examples.length]).toEqual([1, 1]);
  });

  it('says why versions are missing: archived, failed, deleted at the destination, replicas themselves', async () => {
    await replicated(['folder/archived', 'folder/failed', 'folder/deleted', 'folder/replica', 'folder/there']);
    for (const name of ['archived', 'failed', 'deleted', 'replica']) remove('dst', `folder/${name}`);
    change('folder/archived', { storageClass: 'DEEP_ARCHIVE', replicationStatus: undefined }, 'src');
    change('folder/failed', { replicationStatus: 'FAILED' }, 'src');
    change('folder/replica', { replicationStatus: 'REPLICA' }, 'src');
    const { certificate } = await verify();
    expect([...reasons(certificate)].sort()).toEqual(['archived', 'completed', 'failed', 'replica']);
    expect(only(certificate).versions).toMatchObject({ missing: 4, same: 1 });
  });

  it('accepts another ETag where SSE-KMS explains it, and says how many', async () => {
    await replicated(['folder/kms', 'folder/plain']);
    const encryption = {
      algorithm: 'aws:kms',
      bucketKey: false,
      kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/k',
    } as const;
    change('folder/kms', { etag: `"${'0'.repeat(32)}"`, encryption });
    const { exitCode, stdout, certificate } = await verify();
    expect(exitCode).toBe(0);
    expect(only(certificate).evidence.etagNotComparable).toBe(1);
    expect(stdout).toContain('1 ETag cannot be compared (SSE-KMS or SSE-C)');
  });

  it('ends with 4 while S3 replicates, and waits for it when asked to', async () => {
    await replicated(['folder/a']);
    remove('dst', 'folder/a');
    change('folder/a', { replicationStatus: 'PENDING' }, 'src');
    const first = await verify();
    expect(first.exitCode).toBe(4);
    expect(only(first.certificate)).toMatchObject({ answer: 'pending', versions: { pending: 1, missing: 0 } });
    const waiting = await verify('--wait', '3');
    expect(waiting.exitCode).toBe(4);
    expect(waiting.stderr).toContain('S3 is replicating 1 version');
  });

  it('tells what is only at the destination apart, and that changes nothing', async () => {
    await replicated(['folder/a', 'folder/b']);
    remove('src', 'folder/b');
    await program.s3.send(new PutObjectCommand({ Bucket: 'dst', Key: 'folder/written', Body: 'x' }));
    await program.s3.send(new DeleteObjectCommand({ Bucket: 'dst', Key: 'folder/a' }));
    const { exitCode, certificate } = await verify();
    expect(exitCode).toBe(0);
    expect(only(certificate).extra).toMatchObject({
      versions: 2,
      replicas: 1,
      others: 1,
      notLookedAt: 0,
      deleteMarkers: 1,
    });
    expect(only(certificate).sourceDigest).not.toEqual(only(certificate).destinationDigest);
  });

  it('does not miss delete markers that no rule replicates, and misses those that one does', async () => {
    await replicated(['folder/a']);
    await program.s3.send(new DeleteObjectCommand({ Bucket: 'src', Key: 'folder/a' }));
    const without = await verify();
    expect(without.exitCode).toBe(0);
    expect(only(without.certificate).deleteMarkers).toEqual({ listed: 1, same: 0, missing: 0, notReplicated: 1 });
    const { ReplicationConfiguration } = await program.s3.send(new GetBucketReplicationCommand({ Bucket: 'src' }));
    const Rules = ReplicationConfiguration?.Rules?.map((rule) => ({
      ...rule,
      DeleteMarkerReplication: { Status: 'Enabled' as const },
    }));
    await program.s3.send(
      new PutBucketReplicationCommand({
        Bucket: 'src',
        ReplicationConfiguration: { Role: ReplicationConfiguration?.Role, Rules },
      }),
    );
    const demanded = await verify();
    expect(demanded.exitCode).toBe(1);
    expect(only(demanded.certificate).deleteMarkers).toEqual({ listed: 1, same: 0, missing: 1, notReplicated: 0 });
  });

  it('calls versions outside of every rule by their name, and does not compare them', async () => {
    await replicated();
    const { exitCode, certificate } = await verify('--prefix', 'folder/', '--prefix', 'other');
    expect(exitCode).toBe(0);
    expect(only(certificate).versions).toMatchObject({ compared: 5, outside: 1 });
  });

  it('ends with 5 and says so when the destination cannot be read', async () => {
    await replicated(['folder/a']);
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:ListBucketVersions', Resource: 'arn:aws:s3:::dst' }],
    };
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy: JSON.stringify(policy) }));
    const { exitCode, stdout, certificate } = await verify();
    expect(exitCode).toBe(5);
    expect(stdout).toContain("could not be compared with 'dst': S3 ListObjectVersions dst: AccessDenied");
    expect(only(certificate)).toMatchObject({ answer: 'not-compared', versions: { compared: 0 } });
  });

  it('ends with 5, names the bucket and says what to do when the destination is gone', async () => {
    await replicated(['folder/a']);
    program.running.emulator.world.buckets.delete('dst');
    const { exitCode, stdout, certificate } = await verify();
    expect(exitCode).toBe(5);
    expect(stdout).toContain("could not be compared with 'dst': there is no bucket 'dst'");
    expect(only(certificate).reason).toMatch(/terraform apply, or name another one$/);
  });

  it('compares by the listings alone when single versions may not be looked at, and says why', async () => {
    await replicated(['folder/a']);
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: ['s3:GetObject', 's3:GetObjectVersion'],
          Resource: 'arn:aws:s3:::dst/*',
        },
      ],
    };
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy: JSON.stringify(policy) }));
    const { exitCode, certificate } = await verify();
    expect(exitCode).toBe(0);
    expect(only(certificate).evidence).toMatchObject({ how: 'none', looked: 0, of: 1, tags: false });
    expect(only(certificate).evidence.why).toContain('S3 HeadObject dst');
  });

  it('says that tags were not compared when they may not be read, although S3 counts none then', async () => {
    await replicated(['folder/a']);
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', Principal: '*', Action: 's3:GetObjectVersionTagging', Resource: 'arn:aws:s3:::dst/*' },
      ],
    };
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy: JSON.stringify(policy) }));
    change('folder/a', { tags: { a: 'b' } });
    const { certificate } = await verify();
    expect(only(certificate).evidence).toMatchObject({ how: 'all', looked: 1, tags: false });
  });

  it('looks at a sample of the metadata when there is more, and says how large it is', async () => {
    await replicated();
    const { stdout, certificate } = await verify('--sample', '2');
    expect(only(certificate).evidence).toMatchObject({ how: 'sample', looked: 2, of: 5 });
    expect(stdout).toContain('for 2 of 5 replicas, drawn at random');
  });

  it('takes the rules of S3 when there is no handoff', async () => {
    await replicated(['folder/a']);
    const without = await program.run(['verify', '--source-bucket', 'src', '--region', 'us-east-1']);
    expect(without.exitCode).toBe(0);
    expect(without.stdout).toContain("the one object version is in 'dst'");
  });

  it('compares with a bucket that no rule names when it is asked to, and refuses when there is none at all', async () => {
    program = await built.start([]);
    await program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'a', Body: 'x' }));
    const from = ['verify', '--source-bucket', 'reports', '--region', 'us-east-1'];
    const none = await program.run(from);
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('--destination-bucket');
    const named = await program.run([...from, '--destination-bucket', 'dst']);
    expect(named.exitCode).toBe(1);
    expect(named.stdout).toContain('1  missing (never-tried)');
  });

  it('does not pass silently over a prefix without keys', async () => {
    await replicated(['folder/a']);
    const refused = await program.run(['verify', '--outputs', 'outputs.json', '--prefix', 'folder/nothing/']);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining("no object under 'folder/nothing/'"),
    ]);
    const said = await verify('--prefix', 'folder/nothing/', '--allow-empty');
    expect([said.exitCode, said.certificate.answer]).toEqual([0, 'not-compared']);
    expect(said.stdout).toContain("there is no object version to compare with 'dst'");
    expect((await verify('--prefix', 'folder/nothing/', '--allow-empty', '--fail-on-empty')).exitCode).toBe(6);
  });

  it('refuses a certificate whose form its name does not tell, before anything is asked', async () => {
    program = await built.start([]);
    const said = await program.run(['verify', '--outputs', 'outputs.json', '--certificate', 'c.pdf']);
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toContain('.html, .md or .json');
    const nowhere = await program.run(['verify', '--outputs', 'outputs.json', '--certificate', 'nowhere/c.md']);
    expect(nowhere.exitCode).toBe(2);
    expect(nowhere.stderr).toContain('cannot be written');
  });
});
