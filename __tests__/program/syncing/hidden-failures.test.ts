// SUCCESS of DataSync hides what failed and what was skipped: nothing of it is green, whether both sides are compared or not.
import type { CreateTaskCommandInput } from '@aws-sdk/client-datasync';
import * as S3 from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { policy, POLICIES } from '../datasync-setup';
import { EXECUTION, PACE, putPolicy, startSync, WITH, words, type Started } from './started';

const built = builtProgram();

interface Hidden {
  readonly name: string;
  readonly task?: Partial<CreateTaskCommandInput>;
  readonly keys?: readonly string[];
  /** After the task was made. */
  readonly change?: (started: Started) => Promise<unknown>;
  /** Exit codes: of a run that compares, of one that does not, and of `watch`. */
  readonly codes: readonly [run: number, alone: number, watch: number];
  readonly said: RegExp;
}

const putArchived = ({ program }: Started): Promise<unknown> =>
  program.s3.send(
    new S3.PutObjectCommand({ Bucket: 'plain', Key: 'folder/old', Body: 'old', StorageClass: 'GLACIER' }),
  );
const noReport = { TaskReportConfig: undefined };
const basic = { TaskMode: 'BASIC' } as const;
const notReading = POLICIES.source.replace(/"arn:aws:s3:::plain\/\*"/, '"arn:aws:s3:::plain/folder/a*"');

const ROWS: readonly Hidden[] = [
  { name: 'nothing', codes: [0, 0, 0], said: /the one object is in/ },
  {
    name: 'an archived object, which is skipped',
    change: putArchived,
    codes: [1, 1, 1],
    said: /1 object skipped that is not copied; DataSync itself calls that SUCCESS/,
  },
  {
    name: 'an archived object, of which no report tells',
    task: noReport,
    change: putArchived,
    codes: [1, 5, 5],
    said: /no report says which objects were skipped/,
  },
  {
    name: 'a key that is no path',
    keys: ['folder/a', 'folder//b'],
    codes: [1, 1, 1],
    said: /1 failed; DataSync itself calls that SUCCESS/,
  },
  {
    name: 'a key that is no path, in Basic mode, of which no report tells',
    task: { ...basic, ...noReport },
    keys: ['folder/a', 'folder//b'],
    codes: [3, 3, 3],
    said: /is Failed;/,
  },
  {
    name: 'an object that may not be read',
    keys: ['folder/a', 'folder/b'],
    change: (started) => putPolicy(started, 'sync-source', notReading),
    codes: [1, 1, 1],
    said: /1 failed/,
  },
  {
    name: 'a report that DataSync may not write, in Basic mode',
    task: basic,
    change: (started) => putPolicy(started, 'sync-report', policy([['s3:GetObject'], 'arn:aws:s3:::reports/m/*'])),
    codes: [0, 5, 5],
    said: /DataSync could not write the report/,
  },
  {
    name: 'a task in Basic mode without a report, where all went well',
    task: { ...basic, ...noReport },
    codes: [0, 5, 5],
    said: /no report says which objects were skipped, or failed/,
  },
];

async function codesOf({ task = {}, keys = ['folder/a'], change }: Hidden) {
  const found: (number | null)[] = [];
  let said = '';
  for (const more of [[], ['--verify', 'never']]) {
    const started = await startSync(built, keys, { task });
    await change?.(started);
    // What the checks find of it is another test's.
    // Where a handoff names a place and a role for it, a run asks for a report of its own.
    const isNamed = !Object.hasOwn(task, 'TaskReportConfig');
    const byTask = ['--method', 'datasync', '--task-arn', started.sync.taskArn, '--source-bucket', 'plain'];
    const target = isNamed ? WITH : byTask;
    const run = await started.run(['run', ...target, ...PACE, '--checks', 'basic', '--retries', '0', ...more]);
    found.push(run.exitCode);
    said += words(run);
    if (more.length === 0) continue;
    const execution = EXECUTION.exec(words(run))?.[0] ?? '';
    const watch = await started.run(['watch', execution, '--report-wait-seconds', '10', '--poll-seconds', '0.05']);
    found.push(watch.exitCode);
  }
  return { codes: found, said };
}

it.each(ROWS)('is not green: $name', async (row) => {
  const { codes, said } = await codesOf(row);
  expect({ codes, said }).toEqual({ codes: row.codes, said: expect.stringMatching(row.said) });
});
