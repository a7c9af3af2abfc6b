// Replication rules in the words that came in 2026, read by the program as it is shipped: what plan counts is what S3 copies.
import {
  PutBucketReplicationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type ReplicationRule,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import type { Program } from './setup';

const KEYS = ['folder/a', 'folder/b', 'folder/c', 'folder/tmp/1', 'folder/tmp/2', 'other/x'];
const OUTPUTS = ['--outputs', 'outputs.json'];
const built = builtProgram();

const rule = (changes: Partial<ReplicationRule>): ReplicationRule => ({
  Priority: 1,
  Status: 'Enabled',
  DeleteMarkerReplication: { Status: 'Disabled' },
  Destination: { Bucket: 'arn:aws:s3:::dst' },
  ...changes,
});

async function startWith(...Rules: ReplicationRule[]): Promise<Program> {
  const program = await built.start([]);
  const Role = 'arn:aws:iam::111122223333:role/replication';
  await program.s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: { Role, Rules: [rule({ ID: 'aside', Filter: { Prefix: 'nothing/' } })] },
    }),
  );
  for (const Key of KEYS) await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: Key }));
  const Tagging = { TagSet: [{ Key: 'copy', Value: 'no' }] };
  await program.s3.send(new PutObjectTaggingCommand({ Bucket: 'src', Key: 'folder/b', Tagging }));
  await program.s3.send(new PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration: { Role, Rules } }));
  return program;
}

const replicated = (program: Program): readonly string[] => {
  const { world } = program.running.emulator;
  return [...(world.buckets.get('dst')?.versions.ascend() ?? [])].map(([version]) => version?.key ?? '');
};

describe('a rule that leaves objects out by Not', () => {
  it.each<[string, NonNullable<ReplicationRule['Filter']>, readonly string[]]>([
    ['a prefix', { And: { Prefix: 'folder/', Not: { Prefix: 'folder/tmp/' } } }, ['folder/a', 'folder/b', 'folder/c']],
    ['a tag', { Not: { Tag: { Key: 'copy', Value: 'no' } } }, ['folder/a', 'folder/c', 'folder/tmp/1', 'folder/tmp/2']],
    [
      'prefixes and tags',
      { Not: { Or: { Prefixes: ['folder/tmp/', 'other/'], Tags: [{ Key: 'copy', Value: 'no' }] } } },
      ['folder/a', 'folder/c'],
    ],
  ])('is counted as S3 follows it: %s', async (_what, Filter, expected) => {
    const program = await startWith(rule({ Filter }));
    const planned = await program.run(['plan', ...OUTPUTS]);
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.stdout).toContain(`${expected.length} object versions`);
    const run = await program.run(['run', ...OUTPUTS, '--poll-seconds', '0.05']);
    expect(run.stdout).toContain(`${expected.length} object versions replicated`);
    expect(replicated(program)).toEqual(expected);
  });
});
