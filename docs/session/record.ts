// Records a session with the program as it is shipped: each command, and what a terminal would have shown.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalAws } from '../../examples/demo/local-aws';
import { repair, startFilled, switchOnReplication } from './setup';

/** What the folder of the session is called on the page, should a message name it. */
const FOLDER = '/photos';
const BASIC = ['--checks', 'basic'] as const;
const OUTPUTS = ['--outputs', 'outputs.json'];
const QUICK = ['--poll-seconds', '1'];

const BEGINNING = `# A session

Recorded by \`npm run session\`, which starts the [local AWS](emulator.md) and runs each command of this page with the program as it is shipped; a test
records it again and compares. Nothing below was written by hand but the sentences between the commands. It took place without a terminal:
there are no colours, and progress is one line when something has changed; the endpoint of the local AWS is written as
\`http://localhost:4566\`.

The bucket \`photos\` has 1,195 objects under \`folder/\`, some with older versions, some with tags, one archived, a few with names that are up to no good; and
100 objects elsewhere. A rule that replicates \`folder/\` to \`photos-replica\` was just switched on, so nothing has been replicated. What nobody has noticed: the
replication role may not replicate tags.
`;

interface Session {
  readonly runner: string;
  readonly folder: string;
  readonly aws: LocalAws;
  readonly page: string[];
}

interface Expected {
  readonly exitCode: number;
  /** What stands above the command. */
  readonly words: string;
}

/** Standard output and standard error, in the order in which they were written. */
async function shownBy({ runner, folder, aws }: Session, parameters: readonly string[]): Promise<[number, string]> {
  const file = path.join(folder, '..', 'shown.txt');
  const shown = openSync(file, 'w');
  try {
    const child = spawn(process.execPath, [runner, ...parameters], {
      cwd: folder,
      env: { ...aws.environment, TZ: 'UTC' },
      // One file for both: what is written to it is in order.
      stdio: ['ignore', shown, shown],
      signal: AbortSignal.timeout(60_000),
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return [exitCode ?? -1, readFileSync(file, 'utf8').replaceAll(folder, FOLDER)];
  } finally {
    closeSync(shown);
  }
}

/** @throws Error if the command ends with another exit code than the story has */
async function step(session: Session, expected: Expected, parameters: readonly string[]): Promise<string> {
  const [exitCode, shown] = await shownBy(session, parameters);
  const command = `s3-backfill ${parameters.join(' ')}`;
  if (exitCode !== expected.exitCode) {
    throw new Error(`'${command}' ended with ${exitCode} instead of ${expected.exitCode}:\n${shown}`);
  }
  const fence = shown.includes('```') ? '````' : '```';
  const block = [`${fence}console`, `$ ${command}`, shown.trimEnd(), fence].join('\n');
  session.page.push(expected.words, block, `Exit code ${exitCode}.\n`);
  return shown;
}

/**
 * @param runner path of the built `s3-backfill`
 * @param work an empty folder, which is filled
 * @returns the page
 */
export async function recordSession(runner: string, work: string): Promise<string> {
  const folder = path.join(work, 'photos');
  mkdirSync(folder);
  const aws = await startFilled(runner, work);
  try {
    await switchOnReplication(aws, folder);
    const session: Session = { runner, folder, aws, page: [BEGINNING] };
    await play(session);
    // Its port is another one each time.
    return session.page
      .join('\n\n')
      .replaceAll(aws.endpoint, 'http://localhost:4566')
      .replace(/\n{3,}/g, '\n\n');
  } finally {
    await aws.stop();
  }
}

async function play(session: Session): Promise<void> {
  const refused =
    '## What stands against it\n\n`plan` and `run` look at both roles, keys and policies first. Nothing is sent, and what mends it can be pasted.';
  await step(session, { words: refused, exitCode: 2 }, ['plan', ...OUTPUTS]);

  const planned =
    '## What would be copied\n\nTo see what becomes of such a run, the roles are left to it here. Nothing is sent. The request at the end is what ' +
    '`run` would send.';
  await step(session, { words: planned, exitCode: 0 }, ['plan', ...OUTPUTS, ...BASIC]);

  const running =
    '## The first run\n\nS3 calls the job Complete. The completion report knows better, and the cause comes with its remedy. A name of escape ' +
    'sequences is shown, and steers nothing.';
  const shown = await step(session, { words: running, exitCode: 1 }, ['run', ...OUTPUTS, ...BASIC, ...QUICK]);
  const jobId = /\bcreated job ([0-9a-f-]{36})/.exec(shown)?.[1];
  if (jobId === undefined) throw new Error(`the run names no job:\n${shown}`);

  const change = await repair(session.aws);
  const repaired =
    `## The remedy, and what had failed again\n\nThe permission is added to the replication role:\n\n\`\`\`diff\n${change}\n\`\`\`\n\n` +
    'A new job takes exactly the versions that had failed, and those are compared, and no other: the archived object, which S3 does not replicate, was not among them.';
  await step(session, { words: repaired, exitCode: 0 }, ['retry', jobId, '--remedied', ...OUTPUTS, ...QUICK]);

  const compared =
    '## The comparison alone\n\n`verify` is asked whether *everything* is there, and one object is not: exit code 1, until it is restored or the ' +
    'prefix leaves it out. Of the replicas, a hundred are looked at one by one here; the listings are compared whole.';
  await step(session, { words: compared, exitCode: 1 }, [
    'verify',
    ...OUTPUTS,
    '--sample',
    '100',
    '--certificate',
    'certificate.html',
  ]);

  const again = '## The same command again\n\nThere is nothing left to replicate.';
  await step(session, { words: again, exitCode: 0 }, ['run', ...OUTPUTS, ...QUICK]);

  const told =
    '## For a ticket\n\nThe first job once more, as Markdown. Its report stays as it was, so the exit code is that of the first run.';
  await step(session, { words: told, exitCode: 1 }, ['report', jobId, ...OUTPUTS, '--output', 'markdown']);
}
