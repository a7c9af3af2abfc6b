// The steps of `npm run demo -- copy`: a folder is copied object by object, killed in the middle, gone on with and proven.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { runCommand } from './command';
import type { LocalAws } from './local-aws';

export interface CopyDemo {
  /** A temporary folder; everything that is written goes here. */
  readonly work: string;
  /** The built runner. */
  readonly runner: string;
  readonly aws: LocalAws;
  readonly signal: AbortSignal;
  /** Shows what a program said, as it is. */
  show(text: string): void;
}

const SOURCE = 'demo-originals';
const DESTINATION = 'demo-copies';
const OBJECTS = 600;
const AT_ONCE = 16;
const CERTIFICATE = 'certificate.json';
/** Slow enough to be killed in the middle. */
export const SLOWLY = ['--fault', 's3:CopyObject latencyMs=50'];
const COPY = ['copy', `s3://${SOURCE}/photos/`, `s3://${DESTINATION}/2026/`, '--yes', '--max-workers', '8'];
const GO_ON = [...COPY, '--certificate', CERTIFICATE];

export const COPY_STEPS = [
  { title: 'two buckets, and objects with metadata and tags in one of them', run: fillBuckets },
  { title: 's3-backfill copy --dry-run: how much, what it costs, what is lost', run: plan },
  { title: 's3-backfill copy, killed in the middle', run: killed },
  { title: 'the same command again: it goes on, and compares both sides', run: goOn },
  { title: 'once more: nothing to do', run: again },
] as const;

async function fillBuckets({ aws }: CopyDemo): Promise<string> {
  for (const Bucket of [SOURCE, DESTINATION]) await aws.s3.send(new CreateBucketCommand({ Bucket }));
  const numbers = [...Array(OBJECTS).keys()].values();
  const worker = async (): Promise<void> => {
    for (const number of numbers) {
      const Key = `photos/${number % 12}/${String(number).padStart(5, '0')}.jpg`;
      const own = {
        Body: `photo ${number}`,
        ContentType: 'image/jpeg',
        Metadata: { camera: 'a' },
        Tagging: 'kept=yes',
      };
      await aws.s3.send(new PutObjectCommand({ Bucket: SOURCE, Key, ...own }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return `${OBJECTS} objects under photos/`;
}

async function plan(demo: CopyDemo): Promise<string> {
  await run(demo, [...COPY, '--dry-run']);
  return `nothing was sent, and ${await copies(demo)} objects are at the destination`;
}

async function killed(demo: CopyDemo): Promise<string> {
  const { work: cwd, runner, aws, signal } = demo;
  const child = spawn(process.execPath, [runner, ...COPY], { cwd, env: aws.environment, signal });
  child.on('error', () => undefined);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/ Copying [1-9]/.test(said)) child.kill('SIGKILL');
    });
  await once(child, 'close');
  demo.show(said);
  const made = await copies(demo);
  if (made === 0 || made >= OBJECTS) throw new Error(`${made} of ${OBJECTS} objects were copied when it was killed`);
  return `${made} of ${OBJECTS} objects are at the destination`;
}

async function goOn(demo: CopyDemo): Promise<string> {
  await run(demo, GO_ON);
  const made = await copies(demo);
  if (made !== OBJECTS) throw new Error(`${made} of ${OBJECTS} objects are at the destination`);
  const { answer } = JSON.parse(readFileSync(path.join(demo.work, CERTIFICATE), 'utf8')) as { answer: string };
  if (answer !== 'complete') throw new Error(`the certificate says: ${answer}`);
  return `all ${made} objects are there, and the certificate says so`;
}

async function again(demo: CopyDemo): Promise<string> {
  const said = await run(demo, COPY);
  if (!said.includes('0 objects copied')) throw new Error('it copied something again');
  return 'it has looked at both sides, and copied nothing';
}

async function copies({ aws }: CopyDemo): Promise<number> {
  let count = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await aws.s3.send(
      new ListObjectsV2Command({
        Bucket: DESTINATION,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      }),
    );
    count += page.KeyCount ?? 0;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return count;
}

async function run(demo: CopyDemo, words: readonly string[]): Promise<string> {
  const { work: cwd, runner, aws, signal } = demo;
  const options = { cwd, env: aws.environment, signal, timeoutSeconds: 60 };
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, [runner, ...words], options);
  demo.show(stderr);
  demo.show(stdout);
  if (exitCode !== 0) throw new Error(`s3-backfill ${words.join(' ')} ended with exit code ${exitCode}`);
  return stdout;
}
