// The built program has functions copy what an inventory lists: to a proven end, once, and what could not be copied is told and sent again.
import * as S3 from '@aws-sdk/client-s3';
import * as Iam from '@aws-sdk/client-iam';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { addInventory, POLICIES, REGION, type InventoryOptions, type InventorySetup } from './inventory-setup';
import type { Program, RunOptions, Said } from './setup';
import { takeOver } from './take-over';

const built = builtProgram();
const PACE = ['--yes', '--poll-seconds', '0.1', '--timeout', '25'];
const WITH = ['--method', 'inventory', '--outputs', 'outputs.json'];
const RUN = /inventory-[0-9a-f]{16}/;

interface Started {
  readonly program: Program;
  readonly there: InventorySetup;
  readonly run: (words: readonly string[], options?: RunOptions) => Promise<Said>;
}

const opened: InventorySetup[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function start(keys: readonly string[], options: InventoryOptions = {}): Promise<Started> {
  const program = await built.start([], { runFunctions: true });
  const there = await addInventory(program, keys, options);
  opened.push(there);
  const run = (words: readonly string[], more: RunOptions = {}): Promise<Said> =>
    program.run(words, { ...more, env: { ...REGION, ...more.env } });
  return { program, there, run };
}

async function keysOf({ program }: Started, Bucket: string, Prefix?: string): Promise<readonly string[]> {
  const { Contents = [] } = await program.s3.send(new S3.ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

/** May write everything but `out/b`. */
const WITHOUT_B = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    ...(JSON.parse(POLICIES.worker) as { Statement: object[] }).Statement,
    { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::copies/out/b' },
  ],
});

const put = ({ program }: Started, RoleName: string, PolicyDocument: string): Promise<unknown> =>
  program.iam.send(new Iam.PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));

async function outcomesOf(started: Started, run: string): Promise<readonly string[]> {
  const keys = await keysOf(started, 'reports', `r/${run}/outcomes/`);
  const texts = await Promise.all(
    keys.map(async (Key) => {
      const { Body } = await started.program.s3.send(new S3.GetObjectCommand({ Bucket: 'reports', Key }));
      return (await Body?.transformToString()) ?? '';
    }),
  );
  return texts.flatMap((text) => text.trimEnd().split('\n'));
}

/** What somebody else has sent. */
async function forgetPoison({ sqs, urls }: InventorySetup): Promise<void> {
  const QueueUrl = urls['copies-dead'];
  const { Messages = [] } = await sqs.send(
    new SQS.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
  );
  const poison = Messages.find(({ Body }) => Body === 'nothing of ours');
  await sqs.send(new SQS.DeleteMessageCommand({ QueueUrl, ReceiptHandle: poison?.ReceiptHandle }));
  const others = Messages.filter((one) => one !== poison);
  for (const { ReceiptHandle } of others)
    await sqs.send(new SQS.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
}

describe('--method inventory', () => {
  it('begins with the newest inventory, proves its copies, and sends the same inventory only once', async () => {
    const started = await start(['in/a', 'in/b c+d%20ä', 'in/x/d', 'other/e'], { rule: true });
    const { run, there } = started;
    const none = await run(['run', ...WITH, ...PACE]);
    expect(none).toMatchObject({ exitCode: 2 });
    expect(none.stderr).toMatch(/no inventory of 'plain' is in s3:\/\/reports\/inv\/plain\/backfill\//);
    expect(none.stderr).toContain('--from-listing');
    await there.deliver();
    const first = await run(['run', ...WITH, ...PACE]);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stderr).toContain("S3's own event, or another machine, has begun it");
    expect(first.stdout).toMatch(/3 objects copied .*; all 3 objects are in 'copies\/out\/'/);
    expect(await keysOf(started, 'copies')).toEqual(['out/a', 'out/b c+d%20ä', 'out/x/d']);
    const id = RUN.exec(first.stderr)?.[0] ?? '';
    const second = await run(['run', ...WITH, ...PACE]);
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stderr).toContain('the same inventory is not sent twice');
    expect(await outcomesOf(started, id)).toHaveLength(3);
    for (const words of [['watch', id, '--poll-seconds', '0.1'], ['status', id], ['report', id], ['list']]) {
      const said = await run(words);
      expect([words[0], said.exitCode]).toEqual([words[0], 0]);
      expect(said.stdout).toContain(id);
    }
    const verified = await run(['verify', ...WITH]);
    expect(verified).toMatchObject({ exitCode: 0 });
    expect(verified.stdout).toContain("all 3 objects are in 'copies/out/'");
  }, 60_000);

  it('lists by itself what is chosen, holds it back until it is confirmed, and goes on when it was killed', async () => {
    const started = await start(['in/a', 'in/b', 'in/c.log', 'in/x/d']);
    const { run, there } = started;
    // No rule tells the functions of it, which would copy while it is planned.
    await there.deliver();
    const plan = await run(['plan', ...WITH]);
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toMatch(/4 object versions, .* would be copied[\s\S]*calls of functions[\s\S]*SendMessage/);
    expect(plan.stderr).toMatch(
      /the newest inventory, s3:\/\/reports\/inv\/.*manifest\.json, is .* old and has 1 file/,
    );
    const held = await run(['run', ...WITH, ...PACE, '--exclude', '*.log', '--confirm-up-to', '2', '--detach']);
    expect(held).toMatchObject({ exitCode: 0 });
    expect(held.stderr).toContain('its first message is held back: 3 objects, and --confirm-up-to allows 2');
    const id = RUN.exec(held.stderr)?.[0] ?? '';
    expect((await run(['status', id])).stdout).toContain('Suspended');
    expect(await run(['confirm', id])).toMatchObject({ exitCode: 0 });
    const again = await run(['run', ...WITH, ...PACE, '--exclude', '*.log', '--confirm-up-to', '2']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain(`attached run ${id}: an earlier run began it`);
    expect(await keysOf(started, 'copies')).toEqual(['out/a', 'out/b', 'out/x/d']);
    const killed = await run(['run', ...WITH, ...PACE, '--from-listing'], {
      interruptAt: /created run/,
      signal: 'SIGKILL',
    });
    const listed = RUN.exec(killed.stderr)?.[0] ?? '';
    const resumed = await run(['run', ...WITH, ...PACE, '--from-listing']);
    expect(resumed).toMatchObject({ exitCode: 0 });
    expect(resumed.stderr).toContain(`attached run ${listed}`);
    expect(resumed.stdout).toMatch(/1 object copied .*; all 4 objects are in/);
    expect(await outcomesOf(started, listed)).toHaveLength(1);
    const nothing = await run(['run', ...WITH, ...PACE, '--from-listing']);
    expect(nothing).toMatchObject({ exitCode: 0 });
    expect(nothing.stdout + nothing.stderr).toContain('nothing is left to copy');
  }, 60_000);

  it('tells what was denied, sends the dead letters once more when that is mended, and forgets what is cancelled', async () => {
    const started = await start(['in/a', 'in/b', 'in/c']);
    const { run, there } = started;
    await put(started, 'worker', WITHOUT_B);
    await there.sqs.send(new SQS.SendMessageCommand({ QueueUrl: there.urls.copies, MessageBody: 'nothing of ours' }));
    await there.deliver();
    const said = await run(['run', ...WITH, ...PACE]);
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toMatch(/AccessDenied: the role of the worker may not[\s\S]*keys: {4}'in\/b'/);
    expect(said.stdout).toContain('1 dead letter of no run (no message of this method): somebody else has sent');
    expect(said.stdout).toMatch(/2 objects copied .*1 failed; 1 object with the dead letters/);
    const id = RUN.exec(said.stderr)?.[0] ?? '';
    await put(started, 'worker', POLICIES.worker);
    const unmended = await run(['retry', id, '--outputs', 'outputs.json', ...PACE]);
    expect(unmended.stdout).toContain('first needs the remedy above');
    await forgetPoison(there);
    const mended = await run(['retry', id, '--outputs', 'outputs.json', '--remedied', ...PACE]);
    expect(mended).toMatchObject({ exitCode: 0 });
    expect(mended.stderr).toContain('1 dead letter of this run, with 3 objects, go back to the workers');
    expect(mended.stdout).toMatch(/3 objects copied .*; all 3 objects are in/);
    expect(await keysOf(started, 'copies')).toEqual(['out/a', 'out/b', 'out/c']);
    // Nobody works off what is sent then, until it is cancelled.
    await started.program.s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'in/d', Body: 'd' }));
    const detached = await run(['run', ...WITH, ...PACE, '--from-listing', '--confirm-up-to', '0', '--detach']);
    const last = RUN.exec(detached.stderr)?.[0] ?? '';
    await there.enable('worker', false);
    expect(await run(['confirm', last])).toMatchObject({ exitCode: 0 });
    const unasked = await run(['cancel', last]);
    expect(unasked).toMatchObject({ exitCode: 2 });
    expect(unasked.stderr).toMatch(
      /nothing was cancelled: nobody is asked here: Forget \d+ messages? of the functions reader and worker/,
    );
    const cancelled = await run(['cancel', last, '--yes']);
    expect(cancelled).toMatchObject({ exitCode: 0 });
    expect(cancelled.stderr).toMatch(
      /to have them called again: aws lambda update-event-source-mapping --uuid \S+ --enabled/,
    );
    expect((await run(['status', last])).stdout).toContain('Cancelled');
  }, 60_000);

  it('believes nothing in a report bucket of another account, and writes nothing there, nor do the functions', async () => {
    const started = await start(['in/a', 'in/b']);
    const { program, run, there } = started;
    await there.deliver();
    const first = await run(['run', ...WITH, ...PACE]);
    expect(first).toMatchObject({ exitCode: 0 });
    const id = RUN.exec(first.stderr)?.[0] ?? '';
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: 'out/a' }));
    const theirs = await takeOver(program, 'reports');
    const list = async (): Promise<readonly (string | undefined)[]> =>
      ((await theirs.send(new S3.ListObjectsV2Command({ Bucket: 'reports' }))).Contents ?? []).map(({ Key }) => Key);
    const before = await list();
    for (const words of [
      ['report', id],
      ['watch', id, '--poll-seconds', '0.1'],
      ['run', ...WITH, ...PACE],
      ['run', ...WITH, ...PACE, '--from-listing', '--key', 'in/a'],
    ]) {
      const said = await run(words);
      expect([words, said.exitCode]).not.toEqual([words, 0]);
      expect(said.stdout).not.toContain('objects copied');
    }
    // What a function is still told goes there neither.
    const object = ['in/b', 1, '"x"', 0, 'STANDARD'];
    const MessageBody = JSON.stringify({ version: 1, kind: 'keys', run: id, objects: [object] });
    const already = program.running.log.length;
    await there.sqs.send(new SQS.SendMessageCommand({ QueueUrl: there.urls.copies, MessageBody }));
    const isRefused = (): boolean =>
      program.running.log
        .slice(already)
        .some((entry) => entry.kind === 'request' && entry.operation === 's3:PutObject' && entry.status === 403);
    while (!isRefused()) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await list()).toEqual(before);
  }, 60_000);
});
