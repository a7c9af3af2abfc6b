// The built program beside a task of DataSync in a running emulator, and what tests ask of both.
import { ListTaskExecutionsCommand } from '@aws-sdk/client-datasync';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import type { EmulatorOptions } from '../../../emulator/emulator';
import type { Built } from '../built';
import { addTask, REGION, type SyncSetup, type TaskOptions } from '../datasync-setup';
import type { Program, RunOptions, Said } from '../setup';

export const PACE = ['--yes', '--poll-seconds', '0.05', '--report-wait-seconds', '10'];
export const WITH = ['--method', 'datasync', '--outputs', 'outputs.json'];
export const EXECUTION =
  /arn:aws:datasync:us-east-1:111122223333:task\/task-[0-9a-f]{17}\/execution\/exec-[0-9a-f]{17}/;

export interface Started {
  readonly program: Program;
  readonly sync: SyncSetup;
  readonly run: (words: readonly string[], options?: RunOptions) => Promise<Said>;
}

export async function startSync(
  built: Built,
  keys: readonly string[],
  options: TaskOptions = {},
  emulator: EmulatorOptions = {},
): Promise<Started> {
  const program = await built.start([], emulator);
  const sync = await addTask(program, keys, options);
  const run = (words: readonly string[], more: RunOptions = {}): Promise<Said> =>
    program.run(words, { ...more, env: { ...REGION, ...more.env } });
  return { program, sync, run };
}

export async function executionsOf({ sync: { client, taskArn } }: Started): Promise<number> {
  return ((await client.send(new ListTaskExecutionsCommand({ TaskArn: taskArn }))).TaskExecutions ?? []).length;
}

export async function keysOf({ program }: Started, Bucket: string, Prefix?: string): Promise<readonly string[]> {
  const { Contents = [] } = await program.s3.send(new S3.ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

export function putPolicy({ program }: Started, RoleName: string, PolicyDocument: string): Promise<unknown> {
  return program.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
}

/** All that it has said: what it told under way, then what came of it. */
export function words({ stdout, stderr }: Said): string {
  return stderr + stdout;
}
