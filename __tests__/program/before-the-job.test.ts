// What is told and waited for before a job is paid for, by the program as it is shipped.
import {
  GetBucketReplicationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketReplicationCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { builtProgram } from './built';

const built = builtProgram();
const OUTPUTS = ['--outputs', 'outputs.json'];

it('tells of lifecycle rules on both sides in doctor, plan and run, and of none for other keys', async () => {
  const program = await built.start(['folder/a', 'folder2/b']);
  const expire = {
    ID: 'expire',
    Status: 'Enabled' as const,
    Filter: { Prefix: 'fol' },
    Expiration: { Days: 30 },
    NoncurrentVersionExpiration: { NoncurrentDays: 7 },
  };
  const elsewhere = {
    ID: 'elsewhere',
    Status: 'Enabled' as const,
    Filter: { Prefix: 'logs/' },
    Expiration: { Days: 1 },
  };
  const LifecycleConfiguration = { Rules: [expire, elsewhere] };
  for (const Bucket of ['src', 'dst'])
    await program.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  for (const verb of ['doctor', 'plan', 'run']) {
    const poll = verb === 'run' ? ['--poll-seconds', '0.05'] : [];
    const { exitCode, stderr } = await program.run([verb, ...OUTPUTS, ...poll]);
    expect([verb, exitCode]).toEqual([verb, 0]);
    for (const side of ["source 'src'", "destination 'dst'"])
      expect(stderr).toMatch(
        new RegExp(
          `^warning.*the lifecycle rule 'expire' of the ${side} is for keys under 'fol': it expires current versions 30 days .*; it deletes noncurrent`,
          'm',
        ),
      );
    expect(stderr).not.toContain("'elsewhere'");
  }
  expect(program.running.emulator.world.jobs.size).toBe(1);
});

it('tells of a prefix that takes a second folder, where the rule selects it', async () => {
  const program = await built.start(['folder/a', 'folder2/b']);
  const doctor = ['doctor', ...OUTPUTS, '--prefix', 'folder'];
  expect((await program.run(doctor)).stderr).not.toContain('folder2');
  const { ReplicationConfiguration } = await program.s3.send(new GetBucketReplicationCommand({ Bucket: 'src' }));
  for (const one of ReplicationConfiguration?.Rules ?? []) one.Filter = { Prefix: 'folder' };
  await program.s3.send(new PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration }));
  const told = /^warning the prefix 'folder' of the rule 'folder' takes 'folder2\/' too, beside 'folder\/'/m;
  expect((await program.run(doctor)).stderr).toMatch(told);
});

it('waits for a rule that S3 does not act on yet, and pays for one job', async () => {
  const program = await built.start(['folder/a'], { timing: { rulePropagationMs: 8_000 } });
  const slowly = ['--poll-seconds', '0.05', '--rule-wait-seconds', '12'];
  const { exitCode, stderr } = await program.run(['run', ...OUTPUTS, ...slowly]);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringMatching(/waiting \d+ seconds?: the replication rules are at most/),
  ]);
  expect(program.running.emulator.world.jobs.size).toBe(1);
});

it('waits for nothing where rules act at once', async () => {
  const program = await built.start(['folder/a']);
  const { exitCode, stderr } = await program.run(['run', ...OUTPUTS, '--poll-seconds', '0.05']);
  expect(exitCode).toBe(0);
  expect(stderr).not.toMatch(/^waiting/m);
});

it('refuses reports in the source bucket', async () => {
  const program = await built.start(['folder/a']);
  const { exitCode, stderr } = await program.run(['run', ...OUTPUTS, '--report-bucket', 'src']);
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringContaining('reports in the source bucket would be objects of it'),
  ]);
  expect(program.running.emulator.world.jobs.size).toBe(0);
});
