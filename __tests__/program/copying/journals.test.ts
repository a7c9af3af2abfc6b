// What the built program takes from the journals of earlier copies, and what it does not.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import { journalOf, type Program } from '../setup';

const built = builtProgram();
const REGION = { AWS_REGION: 'eu-west-1' };
const COPY = ['copy', 's3://src/other/', 's3://dst/copies/', '--yes', '--checks', 'basic'];

async function keysAt({ s3 }: Program): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket: 'dst' }));
  return Contents.map(({ Key = '' }) => Key);
}

/** Of the newest run. */
function newestIn(program: Program): string {
  const directory = journalOf(program);
  const names = readdirSync(directory).filter((one) => /^copy-[0-9a-f]{16}(-[0-9]+)?\.jsonl$/.test(one));
  return path.join(directory, names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1) ?? '');
}

/** When the last of its lines says this. */
async function remembers(program: Program, what: string): Promise<void> {
  for (;;) {
    await sleep(50);
    try {
      if (readFileSync(newestIn(program), 'utf8').includes(what)) return;
    } catch {
      // It is not there yet.
    }
  }
}

/** Endpoints of all services but that of jobs. */
function apartFromJobs(endpoint: string): Readonly<Record<string, string>> {
  const services = ['S3', 'STS', 'IAM', 'KMS'].map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint]);
  return { AWS_ENDPOINT_URL: '', ...Object.fromEntries(services) } as Readonly<Record<string, string>>;
}

describe('a rehearsal on another endpoint that was killed', () => {
  it('settles nothing here: every object is copied, and nobody is told of what was done there', async () => {
    const keys = ['other/a', 'other/b', 'other/c', 'other/d'];
    const rehearsal = await built.start(keys);
    const real = await built.start(keys);
    const there = { ...rehearsal.environment, ...REGION };
    const here = { ...real.environment, ...REGION };
    const slow = { operation: 's3:CopyObject', keyPrefix: 'copies/c', latencyMs: 20_000 };
    expect((await control(rehearsal.running, 'POST', 'faults', [slow])).status).toBe(200);
    await rehearsal.run(COPY, {
      env: there,
      interruptWhen: remembers(rehearsal, '"after":"b"'),
      signal: 'SIGKILL',
    });
    expect(await keysAt(rehearsal)).toEqual(expect.arrayContaining(['copies/a', 'copies/b']));
    const id = path.basename(newestIn(rehearsal), '.jsonl');
    for (const verb of ['watch', 'status', 'report', 'retry', 'cancel']) {
      const asked = await rehearsal.run([verb, id], { env: here });
      expect({ verb, ...asked }).toMatchObject({ exitCode: 5 });
      expect(asked.stderr).toContain(`nothing is remembered of '${id}'`);
      expect(asked.stderr).toContain('with the --endpoint-url or AWS_ENDPOINT_URL that they had');
    }
    const listed = await rehearsal.run(['list'], { env: here });
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(listed.stdout).not.toContain(id);
    const planned = await rehearsal.run([...COPY, '--dry-run'], { env: here });
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.stdout).not.toContain(id);
    const plan = [...COPY, '--dry-run', '--out', 'plan.json'];
    expect(await rehearsal.run(plan, { env: there })).toMatchObject({ exitCode: 0 });
    const kept = await rehearsal.run(['run', 'plan.json', '--yes', '--allow-other-target'], { env: here });
    expect(kept).toMatchObject({ exitCode: 2 });
    expect(kept.stderr).toContain(`the plan was made with '${rehearsal.running.emulator.endpoint}'`);
    const run = await rehearsal.run(COPY, { env: here });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stderr).toMatch(/created copy copy-/);
    expect(run.stderr).not.toContain(id);
    expect(run.stdout).toContain('4 objects copied');
    expect(await keysAt(real)).toEqual(['copies/a', 'copies/b', 'copies/c', 'copies/d']);
    // And the rehearsal goes on where it was killed, whatever was done here meanwhile.
    await control(rehearsal.running, 'DELETE', 'faults');
    const rehearsed = await rehearsal.run(COPY, { env: there });
    expect(rehearsed).toMatchObject({ exitCode: 0 });
    expect(rehearsed.stderr).toContain(`attached copy ${id}`);
  }, 90_000);
});

describe('a copy in parts that ends between its bytes and what is put when they are there', () => {
  const KEY = 'other/large';
  const PARTS = [...COPY, '--parts-above', '5MiB'];
  const TagSet = Array.from({ length: 10 }, (_, at) => ({
    Key: `k${String(at)}${'y'.repeat(100)}`,
    Value: 'v'.repeat(250),
  }));

  async function large(): Promise<Program> {
    const program = await built.start([]);
    const at = { Bucket: 'src', Key: KEY };
    await program.s3.send(new S3.PutObjectCommand({ ...at, Body: 'an earlier version' }));
    await program.s3.send(new S3.PutObjectCommand({ ...at, Body: Buffer.alloc(6 * 1024 ** 2, KEY) }));
    await program.s3.send(new S3.PutObjectTaggingCommand({ ...at, Tagging: { TagSet } }));
    const note = { AnnotationName: 'note', AnnotationPayload: 'text' };
    await program.s3.send(new S3.PutObjectAnnotationCommand({ ...at, ...note }));
    return program;
  }

  async function faults({ running }: Program, ...all: readonly object[]): Promise<void> {
    await control(running, 'DELETE', 'faults');
    if (all.length > 0) expect((await control(running, 'POST', 'faults', all)).status).toBe(200);
  }

  /** Tags, annotations and versions of the copy. */
  async function carried({ s3 }: Program): Promise<readonly number[]> {
    const at = { Bucket: 'dst', Key: 'copies/large' };
    const tags = await s3.send(new S3.GetObjectTaggingCommand(at));
    const annotations = await s3.send(new S3.ListObjectAnnotationsCommand(at));
    const versions = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst' }));
    return [tags.TagSet?.length ?? 0, annotations.Annotations?.length ?? 0, versions.Versions?.length ?? 0];
  }

  it.each([
    ['killed, of the current versions', [], 1],
    ['killed, of all versions', ['--all-versions'], 2],
  ])('%s, is given it by the next run, which copies nothing again', async (_how, words, versions) => {
    const program = await large();
    const all = [...PARTS, ...words];
    await faults(program, { operation: 's3:PutObjectTagging', latencyMs: 15_000 });
    const interruptAt = /request: S3 PutObjectTagging dst/;
    await program.run([...all, '--verbose'], { env: REGION, interruptAt, signal: 'SIGKILL' });
    await faults(program);
    expect(await carried(program)).toEqual([0, 0, versions]);
    expect(await program.run(all, { env: REGION })).toMatchObject({ exitCode: 0 });
    expect(await carried(program)).toEqual([TagSet.length, 1, versions]);
    // And only once: tags that somebody changes are theirs.
    await program.s3.send(new S3.DeleteObjectTaggingCommand({ Bucket: 'dst', Key: 'copies/large' }));
    await program.run(all, { env: REGION });
    expect(await carried(program)).toEqual([0, 1, versions]);
  });

  it('refused, is told so, is nothing for a retry, and is given it by the same command', async () => {
    const program = await large();
    await faults(program, { operation: 's3:PutObjectAnnotation', error: 'AccessDenied' });
    const said = await program.run(PARTS, { env: REGION });
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain('1  HalfCopied: the copy has all bytes');
    expect(said.stdout).toContain("'copies/large' was copied without its annotation note");
    expect(said.stderr).not.toContain('copy --keys takes them');
    await faults(program);
    const id = path.basename(newestIn(program), '.jsonl');
    const retried = await program.run(['retry', id, '--remedied', '--yes'], { env: REGION });
    expect(retried).toMatchObject({ exitCode: 1 });
    expect(retried.stdout + retried.stderr).toContain('for 1 object version a new copy can do nothing');
    expect(await carried(program)).toEqual([TagSet.length, 0, 1]);
    expect(await program.run(PARTS, { env: REGION })).toMatchObject({ exitCode: 0 });
    expect(await carried(program)).toEqual([TagSet.length, 1, 1]);
    // Each run goes on to tell how it ended.
    expect(await program.run(['report', id], { env: REGION })).toMatchObject({ exitCode: 1 });
    expect(await program.run(['report', `${id}-2`], { env: REGION })).toMatchObject({ exitCode: 0 });
    const listed = (await program.run(['list'], { env: REGION })).stdout;
    expect(listed).toMatch(new RegExp(`${id} .*\n(.*\n)*.*${id}-2 |${id}-2 .*\n(.*\n)*.*${id} `));
  });
});

describe('a journal that somebody has changed', () => {
  /** Of one that was killed when all was settled. */
  function changed(program: Program, { atMs = Date.now(), ...says }: { readonly atMs?: number }): void {
    const [header = ''] = readFileSync(newestIn(program), 'utf8').split('\n');
    const none = {
      copied: 0,
      copiedBytes: 0,
      same: 0,
      kept: 0,
      extra: 0,
      notComparable: 0,
      leftOut: 0,
      gone: 0,
      failed: 0,
    };
    const checkpoint = { atMs, phase: 'working', open: [{ after: '\u{10ffff}' }], counts: { ...none, ...says } };
    writeFileSync(newestIn(program), `${header}\n${JSON.stringify({ checkpoint })}\n`);
  }

  it.each<[string, number, object, string]>([
    ['that objects were left on purpose', 0, { kept: 9 }, ''],
    ['that versions were', 0, { kept: 9 }, '--all-versions'],
    ['that versions were, where they may be', 0, { kept: 9 }, '--all-versions --overwrite never'],
    ['that the filters have left out all', 1, { leftOut: 9 }, ''],
    ['that all was copied', 1, { copied: 2 }, ''],
    ['so tomorrow', 0, { atMs: Date.now() + 86_400_000, leftOut: 9 }, ''],
  ])('says %s, and nothing is called done that is not', async (_what, exitCode, says, words) => {
    const program = await built.start(['other/a', 'other/b']);
    const all = [...COPY, ...words.split(' ').filter((word) => word !== '')];
    await program.run(all, { env: REGION });
    const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst' }));
    for (const { Key, VersionId } of Versions)
      await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
    changed(program, says);
    expect(await program.run(all, { env: REGION })).toMatchObject({ exitCode });
    expect(await keysAt(program)).toEqual(exitCode === 0 ? ['copies/a', 'copies/b'] : []);
    const id = path.basename(newestIn(program), '.jsonl');
    expect(await program.run(['report', id], { env: REGION })).toMatchObject({ exitCode });
    // What is named as missing is copied by the next run.
    expect(await program.run(all, { env: REGION })).toMatchObject({ exitCode: 0 });
    expect(await keysAt(program)).toEqual(['copies/a', 'copies/b']);
  });

  it('has lost the lines of what has failed, and retry does not call that nothing', async () => {
    const program = await built.start(['other/a', 'other/b']);
    const denied = { operation: 's3:CopyObject', keyPrefix: 'copies/b', error: 'AccessDenied' };
    expect((await control(program.running, 'POST', 'faults', [denied])).status).toBe(200);
    expect(await program.run(COPY, { env: REGION })).toMatchObject({ exitCode: 1 });
    const lines = readFileSync(newestIn(program), 'utf8').split('\n');
    writeFileSync(newestIn(program), lines.filter((line) => !line.startsWith('{"failed":')).join('\n'));
    const id = path.basename(newestIn(program), '.jsonl');
    const retried = await program.run(['retry', id, '--remedied', '--yes'], { env: REGION });
    expect(retried).toMatchObject({ exitCode: 5 });
    expect(retried.stdout).toContain('what became of 1 object version the report does not tell');
  });
});

describe('a run whose jobs alone go elsewhere', () => {
  const SERVICES = '[default]\nservices = jobs\n[services jobs]\ns3_control =\n  endpoint_url = ';

  it.each(['a variable', 'the services of a profile'])('by %s is remembered apart from all others', async (how) => {
    const program = await built.start(['folder/a']);
    const { port } = new URL(program.running.emulator.endpoint);
    const elsewhere = `http://localhost:${port}`;
    const config = path.join(program.folder, 'config');
    writeFileSync(config, `${SERVICES}${elsewhere}\n`);
    const env =
      how === 'a variable'
        ? { AWS_ENDPOINT_URL_S3_CONTROL: elsewhere }
        : { AWS_CONFIG_FILE: config, ...apartFromJobs(program.running.emulator.endpoint) };
    const said = await program.run(['run', '--outputs', 'outputs.json', '--detach', '--rule-wait-seconds', '0'], {
      env,
    });
    expect(said).toMatchObject({ exitCode: 0 });
    expect(readdirSync(path.join(program.folder, '.s3-backfill'))).toEqual([
      `at-127.0.0.1-${port}-s3-control-localhost-${port}`,
    ]);
  });
});
