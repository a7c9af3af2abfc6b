// Keys that try to be something else, on their way into files and into programs of the user's: kept exactly, and obeyed nowhere.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from '@jest/globals';
import { CERTIFICATE_SCHEMA } from '../../runner/verify/certificate-schema';
import { HOSTILE } from '../runner/renderers/hostile-text';
import { builtProgram } from './built';
import { expectHarmlessText } from './harmless';
import { JOB_POLICY, type Program } from './setup';

const RUN = ['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05'];
const KEYS = [...HOSTILE.filter((key) => key !== '' && !/\p{Cs}/u.test(key)), 'a/../b', './c', '/d//e', 'ä😀%2F+']
  .map((key) => `folder/${key}`)
  .sort();

const built = builtProgram();
let program: Program;

async function start(): Promise<void> {
  program = await built.start(KEYS, { timing: { jobStateMs: 20 } });
}

const file = (name: string): string => path.join(program.folder, name);
const kept = (name: string): string => readFileSync(file(name), 'utf8');

async function versionsIn(Bucket: string): Promise<readonly { readonly key: string; readonly versionId: string }[]> {
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'folder/' }));
  return Versions.map(({ Key = '', VersionId = '' }) => ({ key: Key, versionId: VersionId }));
}

/** Every text that stands anywhere in it. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** JSON that does nothing to a terminal it is shown in; what stands in it. */
function harmlessJson(json: string): unknown {
  expectHarmlessText(json);
  return JSON.parse(json);
}

/** Takes the permission that every task needs. */
async function makeTasksFail(): Promise<void> {
  const PolicyDocument = JOB_POLICY.replace('arn:aws:s3:::src/*', 'arn:aws:s3:::src');
  await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument }));
}

describe('keys that are markup, formulas, escape sequences and commands', () => {
  it('stand in the report and the certificate in JSON as they are', async () => {
    await start();
    await makeTasksFail();
    const said = await program.run([...RUN, '--checks', 'basic', '--report-file', 'r.json']);
    expect(said).toMatchObject({ exitCode: 1 });
    const shown = textsIn(harmlessJson(kept('r.json'))).filter((one) => KEYS.includes(one));
    expect(new Set(shown).size).toBeGreaterThanOrEqual(5);
    expect(await program.run(['verify', '--outputs', 'outputs.json', '--certificate', 'c.json'])).toMatchObject({
      exitCode: 1,
    });
    const certificate = CERTIFICATE_SCHEMA.parse(harmlessJson(kept('c.json')));
    const examples = certificate.comparisons.flatMap(({ findings }) => findings.flatMap((one) => one.examples));
    expect(examples.length).toBeGreaterThanOrEqual(5);
    expect(examples.filter(({ key }) => !KEYS.includes(key))).toEqual([]);
  });

  it('are listed in the manifest of a search exactly, and the job copies them all', async () => {
    await start();
    const said = await program.run([...RUN, '--match', '^folder/', '--verify', 'never']);
    expect(said).toMatchObject({ exitCode: 0 });
    const { Contents = [] } = await program.s3.send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'm/' }));
    const [{ Key } = {}] = Contents;
    const { Body } = await program.s3.send(new GetObjectCommand({ Bucket: 'reports', Key }));
    const csv = (await Body?.transformToString()) ?? '';
    // S3 asks for keys that are percent-encoded: a line feed is %0A in a manifest, which stands in no log.
    expectHarmlessText(csv.replaceAll('%', ''));
    const rows = parse(csv) as unknown as readonly (readonly [string, string, string])[];
    const listed = rows.map(([bucket, key, versionId]) => ({ bucket, key: decodeURIComponent(key), versionId }));
    const source = await versionsIn('src');
    expect(new Set(listed)).toEqual(new Set(source.map((one) => ({ bucket: 'src', ...one }))));
    expect(new Set(await versionsIn('dst'))).toEqual(new Set(source));
  });

  it('are kept in a plan, and run from it, exactly', async () => {
    await start();
    const source = await versionsIn('src');
    const rows = source.map(({ key, versionId }) => `src,${encodeURIComponent(key)},${versionId}\n`);
    writeFileSync(file('list.csv'), rows.join(''));
    const outputs = ['--outputs', 'outputs.json'];
    const planned = await program.run(['plan', ...outputs, '--manifest', 'list.csv', '--out', 'plan.json']);
    expect(planned).toMatchObject({ exitCode: 0 });
    harmlessJson(kept('plan.json'));
    const beginning = ['--prefix', 'folder/\u202efdp'];
    expect(await program.run(['plan', ...outputs, ...beginning, '--out', 'other.json'])).toMatchObject({ exitCode: 0 });
    expect(textsIn(harmlessJson(kept('other.json')))).toContain('folder/\u202efdp');
    expect(await program.run(['run', 'plan.json', ...RUN.slice(3)])).toMatchObject({ exitCode: 0 });
    expect(new Set(await versionsIn('dst'))).toEqual(new Set(source));
  });

  it('reach a command as lines of JSON on its standard input, and never its shell, its arguments or its environment', async () => {
    await start();
    await makeTasksFail();
    const inside = 'folder/$(touch pwned)`touch pwned`';
    const command = 'env > environment.txt; cat > events.jsonl';
    for (const prefix of ['folder/', inside, `${inside}'; touch pwned; '`]) {
      const hook = ['--output', 'json', '--prefix', prefix, '--on-event', command];
      const said = await program.run([...RUN, '--checks', 'basic', '--retries', '0', ...hook]);
      expect(eventsIn(kept('events.jsonl'))).toEqual(eventsIn(said.stdout));
      expect(kept('environment.txt')).not.toContain('pwned');
    }
    const files = readdirSync(program.folder).filter((name) => !name.startsWith('.'));
    expect(files.filter((name) => /pwned/.test(name))).toEqual([]);
    expect(existsSync(file('pwned'))).toBe(false);
  });

  it('reach a webhook in bodies of JSON alone', async () => {
    await start();
    await makeTasksFail();
    const got: string[] = [];
    const heads: string[] = [];
    const server = createServer((request, response) => {
      heads.push(`${request.method ?? ''} ${request.url ?? ''} ${JSON.stringify(request.rawHeaders)}`);
      void text(request).then((body) => {
        got.push(body);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      const said = await program.run([
        ...RUN,
        '--checks',
        'basic',
        '--retries',
        '0',
        '--output',
        'json',
        '--on-event',
        url,
      ]);
      expect(said).toMatchObject({ exitCode: 1 });
      expect(eventsIn(got.join('\n'))).toEqual(eventsIn(said.stdout));
      for (const head of heads) expect(head).toMatch(/^POST \/hook \[[\w",:/. *;-]*\]$/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

/** The events of harmless lines; when each was told may differ. */
function eventsIn(lines: string): readonly unknown[] {
  expectHarmlessText(lines);
  const events = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  return events.map((event) => ({ ...event, time: '' }));
}
