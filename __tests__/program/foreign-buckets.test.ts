// Buckets for reports and manifests that were deleted, and made again by another account that lets everybody in: what stands there is theirs.
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { JOB_POLICY, type Program } from './setup';
import { takeOver } from './take-over';

const HERE = '111122223333';
const OUTPUTS = ['--outputs', 'outputs.json', '--poll-seconds', '0.05'];

const built = builtProgram();
let program: Program;

it.each(['report', 'watch', 'retry'])('%s believes no report in a bucket of another account', async (verb) => {
  program = await built.start(['folder/a', 'folder/b'], { timing: { jobStateMs: 20 } });
  await program.run(['run', ...OUTPUTS, '--verify', 'never', '--detach']);
  await program.running.emulator.idle();
  const [jobId = ''] = program.running.emulator.world.jobs.keys();
  await takeOver(program, 'reports');
  const said = await program.run([verb, jobId, '--outputs', 'outputs.json', '--report-wait-seconds', '0']);
  expect(said.exitCode).toBe(5);
  expect(said.stdout + said.stderr).not.toContain('by the completion report');
  if (verb !== 'retry')
    expect(said.stdout + said.stderr).toContain(
      `the report bucket 'reports' does not belong to account ${HERE}: what stands there proves nothing`,
    );
});

it('no list of keys is written into a bucket of another account', async () => {
  program = await built.start(['folder/a', 'folder/b'], { timing: { jobStateMs: 20 } });
  await program.s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
  const PolicyDocument = JOB_POLICY.replace('arn:aws:s3:::reports/*', 'arn:aws:s3:::*');
  await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument }));
  const theirs = await takeOver(program, 'lists');
  const said = await program.run(['run', ...OUTPUTS, '--key', 'folder/a', '--manifest-bucket', 'lists']);
  expect(said.exitCode).not.toBe(0);
  expect(said.stdout + said.stderr).toContain(`the manifest bucket 'lists' does not belong to account ${HERE}`);
  expect((await theirs.send(new ListObjectsV2Command({ Bucket: 'lists' }))).KeyCount).toBe(0);
  expect(program.running.emulator.world.jobs.size).toBe(0);
});
