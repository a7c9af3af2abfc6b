// Prefixes that mean something to a filter of DataSync, tasks with filters of their own, and tasks that delete: what the plan says is what
// is copied, and nothing besides.
import { readdirSync } from 'node:fs';
import { UpdateTaskCommand } from '@aws-sdk/client-datasync';
import * as S3 from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { control } from '../../emulator/control/control-client';
import { EXECUTION, executionsOf, keysOf, PACE, startSync, WITH, words } from './started';

const built = builtProgram();
const put = (Bucket: string, Key: string, Body = Key) => new S3.PutObjectCommand({ Bucket, Key, Body });

const STRANGE = ['a*b/1', 'a|b/2', 'a\\b/3', 'a\\*b/4', 'grüße ?#%20+/5'];
/** What they would match as wildcards. */
const LIKE_THEM = ['ab/6', 'axb/7', 'a/8'];

it('a prefix with characters that mean something to a filter copies what begins with it, and nothing else', async () => {
  const started = await startSync(
    built,
    [...STRANGE, ...LIKE_THEM].map((key) => `folder/${key}`),
  );
  const { program, run } = started;
  for (const key of STRANGE) {
    const prefix = `folder/${key.slice(0, -1)}`;
    const said = await run(['run', ...WITH, ...PACE, '--checks', 'basic', '--prefix', prefix]);
    expect({ prefix, exitCode: said.exitCode, copies: await keysOf(started, 'copies') }).toEqual({
      prefix,
      exitCode: 0,
      copies: [`folder/${key}`],
    });
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: `folder/${key}` }));
  }
}, 60_000);

it('objects that stand for folders are named where DataSync leaves them out, and are missed', async () => {
  const started = await startSync(built, ['folder/', 'folder/x/', 'folder/x/a', 'folder/y/']);
  const plan = await started.run(['plan', ...WITH, '--prefix', 'folder/x/']);
  expect(words(plan)).toMatch(/'folder\/x\/' \(it stands for the folder of the prefix/);
  const whole = await started.run(['run', ...WITH, ...PACE]);
  expect(whole).toMatchObject({ exitCode: 1 });
  expect(words(whole)).toMatch(/leaves out without a word: 'folder\/' \(it stands for the folder of the location/);
  expect(await keysOf(started, 'copies')).toEqual(['folder/x/', 'folder/x/a', 'folder/y/']);
}, 60_000);

it('a prefix is taken within what the task itself copies', async () => {
  const started = await startSync(built, ['folder/a/1', 'folder/a/2.tmp', 'folder/ab/3', 'folder/c/4'], {
    task: {
      Includes: [{ FilterType: 'SIMPLE_PATTERN', Value: '/a/1|/ab*' }],
      Excludes: [{ FilterType: 'SIMPLE_PATTERN', Value: '*.tmp' }],
    },
  });
  const outside = await started.run(['run', ...WITH, ...PACE, '--prefix', 'folder/c/']);
  expect(outside).toMatchObject({ exitCode: 2 });
  expect(outside.stderr).toMatch(/copies only '\/a\/1', '\/ab\*', and none of it begins with 'folder\/c\/'/);
  expect(await run('folder/ab/')).toEqual([0, ['folder/ab/3']]);
  expect(await run('folder/a/')).toEqual([0, ['folder/a/1', 'folder/ab/3']]);

  async function run(prefix: string): Promise<readonly unknown[]> {
    const { exitCode } = await started.run(['run', ...WITH, ...PACE, '--prefix', prefix]);
    return [exitCode, await keysOf(started, 'copies')];
  }
}, 60_000);

it('a plan whose every object the filters of the task leave out is refused, and not kept', async () => {
  const started = await startSync(built, ['folder/1.tmp'], {
    task: { Excludes: [{ FilterType: 'SIMPLE_PATTERN', Value: '*.tmp' }] },
  });
  const plan = await started.run(['plan', ...WITH, '--out', 'plan.json']);
  expect(plan).toMatchObject({ exitCode: 2 });
  expect(plan.stderr).toContain('copies none');
  expect(readdirSync(started.program.folder)).not.toContain('plan.json');
}, 60_000);

it('a task that deletes what the source has not deletes nothing in our executions, and the plan says so', async () => {
  const started = await startSync(built, ['folder/a', 'folder/x/b'], {
    task: { Options: { VerifyMode: 'ONLY_FILES_TRANSFERRED', LogLevel: 'OFF', PreserveDeletedFiles: 'REMOVE' } },
  });
  for (const key of ['folder/extra', 'folder/x/extra']) await started.program.s3.send(put('copies', key));
  for (const more of [[], ['--prefix', 'folder/x/'], ['--key', 'folder/a'], ['--overwrite', 'always']]) {
    const said = await started.run(['run', ...WITH, ...PACE, ...more]);
    expect({ more, exitCode: said.exitCode }).toEqual({ more, exitCode: 0 });
    expect(words(said)).toContain('stays at the destination, although the task says that it is removed');
  }
  expect(await keysOf(started, 'copies')).toEqual(['folder/a', 'folder/extra', 'folder/x/b', 'folder/x/extra']);
}, 60_000);

it.each([
  ['never', [], 'theirs', 1],
  ['different', [], 'folder/a', 0],
  ['never', ['--suffix', 'b'], 'theirs', 0],
  ['always', ['--suffix', 'a'], 'folder/a', 0],
] as const)(
  '--overwrite %s %j leaves an object that differs as %j',
  async (overwrite, more, body, exitCode) => {
    const started = await startSync(built, ['folder/a', 'folder/b']);
    const { s3 } = started.program;
    await s3.send(put('copies', 'folder/a', 'theirs'));
    const said = await started.run(['run', ...WITH, ...PACE, '--overwrite', overwrite, ...more]);
    const { Body } = await s3.send(new S3.GetObjectCommand({ Bucket: 'copies', Key: 'folder/a' }));
    expect(said).toMatchObject({ exitCode });
    expect(await Body?.transformToString()).toBe(body);
  },
  60_000,
);

it('credentials that end under way end the watching alone: the next run goes on with the execution', async () => {
  const started = await startSync(built, ['folder/a'], {}, { timing: { jobStateMs: 1_500 } });
  const { running } = started.program;
  const fault = { operation: '*:*', error: 'ExpiredToken' };
  const ended = await started.run(['run', ...WITH, ...PACE, '--patience-seconds', '0'], {
    meanwhile: { at: /created execution/, does: () => control(running, 'POST', 'faults', fault) },
  });
  expect(ended).toMatchObject({ exitCode: 5 });
  expect(words(ended)).toMatch(/goes on/);
  await control(running, 'DELETE', 'faults');
  const again = await started.run(['run', ...WITH, ...PACE]);
  expect(again).toMatchObject({ exitCode: 0 });
  expect(words(again)).toContain(`attached execution ${EXECUTION.exec(words(ended))?.[0] ?? ''}`);
  expect(await executionsOf(started)).toBe(1);
}, 60_000);

it('a task that takes no second execution while one runs is told as that', async () => {
  const started = await startSync(built, ['folder/a', 'folder/x/b'], {}, { timing: { jobStateMs: 1_500 } });
  const { client, taskArn } = started.sync;
  await client.send(new UpdateTaskCommand({ TaskArn: taskArn, Options: { TaskQueueing: 'DISABLED' } }));
  expect(await started.run(['run', ...WITH, ...PACE, '--detach'])).toMatchObject({ exitCode: 0 });
  const other = await started.run(['run', ...WITH, ...PACE, '--prefix', 'folder/x/']);
  expect(other).toMatchObject({ exitCode: 5 });
  expect(words(other)).toMatch(/the task is at work: arn:[^]*TaskQueueing is DISABLED/);
}, 60_000);
