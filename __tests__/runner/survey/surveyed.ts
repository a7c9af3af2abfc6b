// A bucket of the emulator for surveys, and the runner's adapters to it.
import { targetOfHandoff } from '../../../runner/target/target';
import { createHash } from 'node:crypto';
import { PutBucketReplicationCommand, DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { connect } from '../../../runner/aws/connect';
import { estimatePlan } from '../../../runner/plan/estimate-plan';
import type { SurveyEvent } from '../../../runner/events/estimate-events';
import type { RunnerEvent } from '../../../runner/events/events';
import { jobPlanner } from '../../../runner/methods/batch-replication/method';
import type { Selection } from '../../../runner/target/selection';
import type { SurveyOptions } from '../../../runner/survey/survey';
import { bugs } from '../../emulator/running';
import { startProgram, type Program } from '../../program/setup';
import { fakeEngine, handoff, setup } from '../fakes/fake-world';

const HOSTILE = [
  'folder/a b+c%20.txt',
  'folder/\u001b[31mred.txt',
  'folder/é/ü\u{1f600}.txt',
  'folder/x/=1+1.csv',
  'folder/x//',
];
const TARGET = handoff({ source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' } });

async function put(s3: S3Client, Key: string, more: Record<string, unknown> = {}): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: Key, ...more }));
}

/** The folder, with a rule for tagged objects beside it. Everything was written before there was a rule. */
async function fill(s3: S3Client): Promise<void> {
  await put(s3, 'folder/plain.txt');
  await put(s3, 'folder/plain.txt', { Body: 'a second version' });
  await put(s3, 'folder/cold.bin', { StorageClass: 'DEEP_ARCHIVE' });
  await put(s3, 'folder/instant.bin', { StorageClass: 'GLACIER_IR', Body: Buffer.alloc(5_000) });
  await put(s3, 'folder/kms.bin', { ServerSideEncryption: 'aws:kms' });
  await put(s3, 'folder/customer.bin', {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: Buffer.alloc(32, 1).toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(Buffer.alloc(32, 1)).digest('base64'),
  });
  await put(s3, 'folder/deleted.txt');
  await s3.send(new DeleteObjectCommand({ Bucket: 'src', Key: 'folder/deleted.txt' }));
  await put(s3, 'tagged/yes.txt', { Tagging: 'copy=yes' });
  await put(s3, 'tagged/no.txt', { Tagging: 'copy=no' });
  await put(s3, 'outside/a.txt');
}

export interface Surveyed {
  readonly program: Program;
  /** Everything that an estimate of these prefixes tells. */
  events(prefixes: readonly string[], selection?: Selection, survey?: SurveyOptions): Promise<readonly RunnerEvent[]>;
  /** The survey among it. */
  counted(...given: Parameters<Surveyed['events']>): Promise<SurveyEvent>;
  end(): Promise<void>;
}

export async function startSurveyed(): Promise<Surveyed> {
  const program = await startProgram('', HOSTILE, { timing: { replicationMs: 0 } as never });
  const { s3, running } = program;
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/replication',
        Rules: [ruleFor('folder', 1, 'none/')],
      },
    }),
  );
  await fill(s3);
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/replication',
        Rules: [ruleFor('folder', 1, 'folder/'), ruleFor('tagged', 2, 'tagged/', { Key: 'copy', Value: 'yes' })],
      },
    }),
  );
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  const aws = await connect(
    { region: 'us-east-1', endpointUrl: running.emulator.endpoint, signal: new AbortController().signal },
    {},
  );
  const engine = { ...fakeEngine(setup()), aws, clock: { now: () => Date.now(), sleep: () => Promise.resolve() } };

  async function events(
    prefixes: readonly string[],
    selection: Selection = {},
    survey: SurveyOptions = { mode: 'sample', limit: 1_000_000 },
  ): Promise<readonly RunnerEvent[]> {
    const target = targetOfHandoff({ ...TARGET, prefixes });
    const told: RunnerEvent[] = [];
    const plan = jobPlanner.planPrefixes(target, { selection });
    for await (const event of estimatePlan(jobPlanner, target, { plan, selection }, engine, { survey }))
      told.push(event);
    return told;
  }

  return {
    program,
    events,
    async counted(...given) {
      const found = (await events(...given)).find((event) => event.kind === 'survey');
      if (found === undefined) throw new Error('no survey');
      return found;
    },
    async end() {
      expect(bugs(program.running)).toEqual([]);
      aws.close();
      await program.close();
    },
  };
}

function ruleFor(ID: string, Priority: number, Prefix: string, tag?: { Key: string; Value: string }) {
  return {
    ID,
    Priority,
    Status: 'Enabled' as const,
    Filter: tag === undefined ? { Prefix } : { And: { Prefix, Tags: [tag] } },
    DeleteMarkerReplication: { Status: 'Disabled' as const },
    Destination: { Bucket: 'arn:aws:s3:::dst' },
  };
}

export const reasons = ({ notCopied }: SurveyEvent): Record<string, number> =>
  Object.fromEntries(notCopied.map(({ reason, versions }) => [reason, versions.value]));
export const group = ({ copiedBy }: SurveyEvent, by: string): Record<string, number> =>
  Object.fromEntries(copiedBy.filter((one) => one.by === by).map(({ name, versions }) => [name, versions.value]));
