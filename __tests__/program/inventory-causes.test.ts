// Every cause for which functions behind an inventory do not copy an object, by the built program: each is told, and nothing is lost or written over.
import * as Iam from '@aws-sdk/client-iam';
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { QueuedMessage } from '../../emulator/world/serverless/sqs-queue';
import { builtProgram } from './built';
import {
  addInventory,
  POLICIES,
  queueArn,
  REGION,
  type InventoryOptions,
  type InventorySetup,
} from './inventory-setup';
import type { Program, RunOptions, Said } from './setup';

const built = builtProgram();
const PACE = ['--yes', '--poll-seconds', '0.1', '--timeout', '28'];
const WITH = ['--method', 'inventory', '--outputs', 'outputs.json'];
const RUN = /inventory-[0-9a-f]{16}/;
const LIMIT_MS = 20_000;

interface Started {
  readonly program: Program;
  readonly there: InventorySetup;
  readonly run: (words: readonly string[], meanwhile?: RunOptions['meanwhile']) => Promise<Said>;
  /** Of the emulator's own API. */
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
}

const opened: InventorySetup[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function start(keys: readonly string[], options: InventoryOptions): Promise<Started> {
  const program = await built.start([], { runFunctions: true });
  const there = await addInventory(program, keys, options);
  opened.push(there);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await program.s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'copies', VersioningConfiguration }));
  const { endpoint } = program.running.emulator;
  return {
    program,
    there,
    run: (words, meanwhile) =>
      program.run(words, { env: REGION, limitMs: 40_000, ...(meanwhile === undefined ? {} : { meanwhile }) }),
    async control(method, path, body) {
      const headers = { 'x-s3-backfill-emulator': '1' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${endpoint}/_emulator/${path}`, { method, headers, ...sent });
      if (answer.status !== 200) throw new Error(await answer.text());
      return answer.json();
    },
  };
}

async function until<Found>(what: string, look: () => Promise<Found | undefined> | Found | undefined): Promise<Found> {
  for (const endMs = performance.now() + LIMIT_MS; performance.now() < endMs;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never: ${what}`);
}

const waiting = ({ program }: Started): readonly QueuedMessage[] => [
  ...(program.running.emulator.world.queueMessages.get(queueArn('copies'))?.values() ?? []),
];

/** As when the time is over for which SQS hides them. @param within those alone that are hidden no longer */
function showMessages(started: Started, within = Infinity): void {
  const untilMs = Date.now() + within;
  for (const message of waiting(started)) if (message.visibleMs < untilMs) message.visibleMs = 0;
}

/** Sizes of the versions of each copy, newest first. */
async function copiesOf({ program }: Started): Promise<Readonly<Record<string, readonly (number | undefined)[]>>> {
  const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'copies' }));
  const all = new Map<string, (number | undefined)[]>();
  for (const { Key = '', Size } of Versions) all.set(Key, [...(all.get(Key) ?? []), Size]);
  return Object.fromEntries(all);
}

const denying = (resource: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      ...(JSON.parse(POLICIES.worker) as { Statement: object[] }).Statement,
      { Effect: 'Deny', Action: 's3:PutObject', Resource: resource },
    ],
  });

const letWorker = ({ program }: Started, PolicyDocument: string): Promise<unknown> =>
  program.iam.send(new Iam.PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'all', PolicyDocument }));

/** Of another run, about a key that no worker copies. */
const THEIRS = JSON.stringify({
  ...{ version: 1, kind: 'keys', run: 'inventory-00000000000000aa' },
  objects: [['elsewhere/x', 1, 'e', 0, 'STANDARD']],
});

const HUGE = 501 * 1024 ** 3;
const KEYS = ['a', 'changed', 'denied', 'flux/x', 'gone', 'hang/x', 'huge', 'newer'].map((key) => `in/${key}`);

describe('--method inventory', () => {
  it('tells each cause, of a batch whose worker was killed in the middle, and writes over nothing that is newer', async () => {
    const started = await start(KEYS, { mostReceives: 2 });
    const { program, there, run, control } = started;
    const { s3 } = program;
    await s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'in/old', Body: 'old', StorageClass: 'GLACIER' }));
    await there.deliver();
    const held = await run(['run', ...WITH, ...PACE, '--confirm-up-to', '0', '--detach']);
    const id = RUN.exec(held.stderr)?.[0] ?? '';
    await there.enable('worker', false);
    expect(await run(['confirm', id])).toMatchObject({ exitCode: 0 });
    for (const MessageBody of ['nothing of ours', THEIRS])
      await there.sqs.send(new SQS.SendMessageCommand({ QueueUrl: there.urls.copies, MessageBody }));
    await letWorker(started, denying('arn:aws:s3:::copies/out/denied'));
    await control('POST', 'faults', [
      { operation: 's3:CopyObject', keyPrefix: 'out/hang/', latencyMs: 100_000, times: 1 },
      { operation: 's3:CopyObject', keyPrefix: 'out/flux/', error: 'PreconditionFailed' },
    ]);
    const own = await until('the message of the reader', () =>
      waiting(started).find(({ body }) => body.includes('in/huge')),
    );
    // No machine has one.
    (own as { body: string }).body = own.body.replace('["in/huge",7,', `["in/huge",${HUGE},`);
    expect(own.body).toContain(String(HUGE));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'in/changed', Body: 'another one' }));
    await s3.send(new S3.DeleteObjectCommand({ Bucket: 'plain', Key: 'in/gone' }));
    await there.enable('worker', true);
    const running = run(['run', ...WITH, ...PACE]);
    await until('half a batch', async () => {
      const { 'out/a': a, 'out/newer': newer, 'out/changed': changed } = await copiesOf(started);
      return a && newer && changed;
    });
    // Later by the seconds that S3 tells, too.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'copies', Key: 'out/newer', Body: 'of somebody else' }));
    expect(await control('DELETE', 'functions/worker')).toMatchObject({ processes: expect.any(Number) });
    showMessages(started);
    const said = await running;
    expect(said).toMatchObject({ exitCode: 1 });
    const report = await run(['report', id]);
    expect(report).toMatchObject({ exitCode: 1 });
    for (const { stdout } of [said, report]) {
      for (const [code, key, remedy] of [
        ['archived', 'in/old', 'restore it'],
        ['changed', 'in/flux/x', 'retry: it is listed anew'],
        ['taken', 'in/newer', 'look whose it is'],
        ['too-large', 'in/huge', 's3-backfill copy --key copies it'],
        ['AccessDenied', 'in/denied', 's3-backfill doctor --method inventory'],
      ])
        expect(stdout).toMatch(new RegExp(`${code}: [^]*?${remedy}[^]*?'${key}'`));
      expect(stdout).toContain('1 dead letter of other runs (inventory-00000000000000aa): they do not count here');
      expect(stdout).toContain('1 dead letter of no run (no message of this method)');
      expect(stdout).toMatch(/1 deleted from the source since; 1 object with the dead letters/);
      expect(stdout).not.toMatch(/GivenUp|PoisonedMessage/);
    }
    const oneEach = { 'out/a': [4], 'out/changed': [11], 'out/hang/x': [9] };
    expect(await copiesOf(started)).toEqual({ ...oneEach, 'out/newer': [16, 8] });
    await control('DELETE', 'faults');
    await letWorker(started, POLICIES.worker);
    const RestoreRequest = { Days: 1, GlacierJobParameters: { Tier: 'Standard' } } as const;
    await s3.send(new S3.RestoreObjectCommand({ Bucket: 'plain', Key: 'in/old', RestoreRequest }));
    const again = await run(['retry', id, '--outputs', 'outputs.json', '--remedied', ...PACE]);
    expect(again).toMatchObject({ exitCode: 1 });
    expect(again.stderr).toContain('1 dead letter of this run, with 9 objects, go back to the workers');
    expect(again.stdout.split('Report of run')[2]).toContain('1  too-large: ');
    expect(again.stdout.split('Report of run')[2]).not.toMatch(/AccessDenied: |archived: |changed: |taken: /);
    const mended = { 'out/denied': [9], 'out/flux/x': [9], 'out/newer': [8, 16, 8], 'out/old': [3] };
    expect(await copiesOf(started)).toEqual({ ...oneEach, ...mended });
  }, 90_000);

  it('copies once what comes twice, and gives up, to be sent again, what Lambda refuses to call', async () => {
    const keys = Array.from({ length: 12 }, (_, number) => `in/${number}`);
    const started = await start(keys, { mostReceives: 2, workerSeconds: 64 });
    const { program, there, run, control } = started;
    await control('POST', 'quirks', { duplicateMessages: true });
    const twice = await run(['run', ...WITH, ...PACE, '--from-listing']);
    expect(twice).toMatchObject({ exitCode: 0 });
    expect(twice.stdout).toMatch(/12 objects came twice|all 12 objects are in/);
    const copies = await copiesOf(started);
    expect(Object.values(copies).map(({ length }) => length)).toEqual(keys.map(() => 1));
    await control('POST', 'quirks', { duplicateMessages: false });
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: 'out/3' }));
    await there.lambda.send(
      new L.PutFunctionConcurrencyCommand({ FunctionName: 'worker', ReservedConcurrentExecutions: 0 }),
    );
    const givenUp = (within?: number): Promise<unknown> =>
      until('a message that was given up', () => {
        showMessages(started, within);
        return waiting(started).length === 0 ? true : undefined;
      });
    const left = await run(['run', ...WITH, ...PACE, '--from-listing', '--detach']);
    const id = RUN.exec(left.stderr)?.[0] ?? '';
    const message = (): Promise<unknown> => until('a message', () => waiting(started)[0]);
    await message();
    const watch = ['watch', id, '--poll-seconds', '0.1', '--timeout', '28'];
    const refused = await run(watch, { at: /messages of objects: 0 wait, 1 /, does: () => givenUp() });
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toMatch(/; the oldest of them, of whichever run, has waited \d/);
    expect(refused.stdout).toMatch(/GivenUp: [^]*refused by Lambda \(its concurrency\)[^]*'in\/3'/);
    await there.lambda.send(new L.DeleteFunctionConcurrencyCommand({ FunctionName: 'worker' }));
    const mended = await run(['retry', id, '--outputs', 'outputs.json', '--remedied', ...PACE]);
    expect(mended).toMatchObject({ exitCode: 0 });
    expect(mended.stdout).toContain("all 12 objects are in 'copies/out/'");
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: 'out/3' }));
    await control('POST', 'faults', [{ operation: 's3:CopyObject', keyPrefix: 'out/3', error: 'SlowDown' }]);
    const slow = await run(['run', ...WITH, ...PACE, '--from-listing'], {
      at: /created run/,
      // Put off for half a minute.
      does: () => message().then(() => givenUp(60_000)),
    });
    expect(slow).toMatchObject({ exitCode: 1 });
    expect(slow.stdout).toMatch(/SlowDown: [^]*lower maximumConcurrency[^]*'in\/3'/);
  }, 90_000);
});
