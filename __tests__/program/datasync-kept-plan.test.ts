// The built program keeps a plan for DataSync, and runs exactly that one, or nothing where the task or the world has changed.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UpdateTaskCommand } from '@aws-sdk/client-datasync';
import * as S3 from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { executionsOf, keysOf, PACE, startSync, WITH } from './syncing/started';

const built = builtProgram();
const RUN = ['run', 'plan.json', '--outputs', 'outputs.json', '--yes', ...PACE];

interface Editable {
  options: object;
  target: { dataSync: object };
  world: { task?: string };
}

it('runs a kept plan of DataSync as it is, and nothing where it, the task or the world was changed', async () => {
  const started = await startSync(built, ['folder/a', 'folder/b.log', 'folder/c'], {});
  const { run, program, sync } = started;
  const { client, taskArn } = sync;
  const file = path.join(program.folder, 'plan.json');
  const planned = await run(['plan', ...WITH, '--exclude', '*.log', '--out', 'plan.json']);
  expect(planned).toMatchObject({ exitCode: 0 });
  const text = readFileSync(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    plan: { method: 'datasync', requests: [{ starts: { TaskArn: taskArn } }] },
  });
  const refused = async (why: string, ...more: readonly string[]): Promise<void> => {
    const said = await run([...RUN, ...more]);
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain(why);
  };
  await refused('--overwrite was given with the plan', '--overwrite', 'always');
  const changed = (edit: (plan: Editable) => void): void => {
    const plan = JSON.parse(text) as Editable;
    edit(plan);
    writeFileSync(file, JSON.stringify(plan));
  };
  changed((plan) => Object.assign(plan.options, { copies: { overwrite: 'always' } }));
  await refused('the requests in the file are not those');
  const other = taskArn.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  changed((plan) => Object.assign(plan.target.dataSync, { taskArn: other }));
  await refused('task of DataSync: ');
  writeFileSync(file, text);
  await client.send(new UpdateTaskCommand({ TaskArn: taskArn, Options: { ObjectTags: 'NONE' } }));
  await refused('the task, or one of its locations, is not as it was');
  await client.send(new UpdateTaskCommand({ TaskArn: taskArn, Options: { ObjectTags: 'PRESERVE' } }));
  expect(await executionsOf(started)).toBe(0);
  changed((plan) => delete plan.world.task);
  const said = await run([...RUN, '--max-bandwidth', '100MiB']);
  expect(said).toMatchObject({ exitCode: 0 });
  expect(said.stderr).toContain('the plan does not say how the task was');
  expect(await keysOf(started, 'copies')).toEqual(['folder/a', 'folder/c']);
  writeFileSync(file, text);
  await refused('object versions to copy: 0, and the plan has 2');
  await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: 'folder/c' }));
  const chosen = await run(['plan', ...WITH, '--key', 'folder/c', '--out', 'plan.json']);
  expect(chosen).toMatchObject({ exitCode: 0 });
  expect(await run(RUN)).toMatchObject({ exitCode: 0 });
  expect(await keysOf(started, 'copies')).toEqual(['folder/a', 'folder/c']);
  expect(await executionsOf(started)).toBe(2);
}, 60_000);
