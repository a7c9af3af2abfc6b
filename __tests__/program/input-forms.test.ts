// What people have in their hands: an inventory, a list cut from one, an address of S3, a profile that has to sign in again.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const built = builtProgram();
const HERE = ['--outputs', 'outputs.json'];
const KEYS = ['folder/a b', 'folder/c+d', 'folder/e'];

let program: Program;

/** Version ids of the source, by key. */
async function ids(): Promise<ReadonlyMap<string, string>> {
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket: 'src' }));
  return new Map(Versions.map(({ Key = '', VersionId = '' }) => [Key, VersionId]));
}

const run = (...flags: readonly string[]): Promise<Said> =>
  program.run(['run', ...HERE, '--poll-seconds', '0.05', ...flags]);

async function replicas(): Promise<readonly string[]> {
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  return Versions.map(({ Key = '' }) => Key).sort();
}

/** An inventory of the source in its own bucket, as S3 delivers it: a space is a plus, a plus is %2B. */
async function deliver(): Promise<void> {
  const rows = [...(await ids())].map(
    ([key, id]) =>
      `"src","${encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')}","${id}","true","false","1"`,
  );
  const data = gzipSync(`${rows.join('\n')}\n`);
  const manifest = {
    sourceBucket: 'src',
    destinationBucket: 'arn:aws:s3:::reports',
    version: '2016-11-30',
    creationTimestamp: String(Date.now()),
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size',
    files: [{ key: 'inv/1.csv.gz', size: data.length, MD5checksum: createHash('md5').update(data).digest('hex') }],
  };
  await program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'inv/1.csv.gz', Body: data }));
  await program.s3.send(
    new PutObjectCommand({ Bucket: 'reports', Key: 'inv/manifest.json', Body: JSON.stringify(manifest) }),
  );
}

describe('--manifest', () => {
  it('takes the manifest.json of an inventory in S3, whose plus is a space', async () => {
    program = await built.start(KEYS);
    await deliver();
    const said = await run('--manifest', 's3://reports/inv/manifest.json');
    expect([said.exitCode, await replicas()]).toEqual([0, KEYS]);
    expect(said.stderr).toContain("the inventory 's3://reports/inv/manifest.json' lists 3 object versions");
  });

  it('tells by the version id what a plus is, in a list that was cut from an inventory', async () => {
    program = await built.start(['folder/a b', 'folder/e']);
    const id = (await ids()).get('folder/a b') ?? '';
    writeFileSync(path.join(program.folder, 'list.csv'), `src,folder/a+b,${id}\n`);
    const said = await run('--manifest', 'list.csv');
    expect([said.exitCode, await replicas()]).toEqual([0, ['folder/a b']]);
    expect(said.stderr).toContain('spaces where + is written, as S3 Inventory writes them');
  });

  it('takes a plus for itself where the version is of such a key', async () => {
    program = await built.start(KEYS);
    const id = (await ids()).get('folder/c+d') ?? '';
    await program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'list.csv', Body: `src,folder/c+d,${id}\n` }));
    const said = await run('--manifest', 's3://reports/list.csv');
    expect([said.exitCode, await replicas()]).toEqual([0, ['folder/c+d']]);
  });

  it('is refused with the line and both readings where neither is there, and nothing is sent', async () => {
    program = await built.start(KEYS);
    writeFileSync(path.join(program.folder, 'list.csv'), `src,folder/x+y,${(await ids()).get('folder/e') ?? ''}\n`);
    const said = await run('--manifest', 'list.csv');
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(/line 1 names 'folder\/x\+y' or 'folder\/x y', version .*neither is there/);
    expect(program.running.emulator.world.jobs.size).toBe(0);
  });

  it('says of the data of an inventory which file to name', async () => {
    program = await built.start(KEYS);
    await deliver();
    const said = await run('--manifest', 's3://reports/inv/1.csv.gz');
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(/packed with gzip[^]*name its manifest\.json instead/);
  });
});

describe('credentials', () => {
  const WITHOUT = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const config = (text: string): Readonly<Record<string, string>> => {
    const file = path.join(program.folder, 'aws-config');
    writeFileSync(file, text);
    return { ...WITHOUT, AWS_CONFIG_FILE: file, HOME: program.folder };
  };
  const SSO = `[sso-session corp]\nsso_start_url = https://corp.awsapps.example/start\nsso_region = us-east-1\n[profile corp]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = admin\n`;

  it.each(['plan', 'run', 'doctor', 'verify', 'list'])(
    'that have to be renewed by IAM Identity Center end %s with 2 and the command',
    async (verb) => {
      program = await built.start(['folder/a']);
      const said = await program.run([verb, ...HERE, '--profile', 'corp'], { env: config(SSO) });
      expect([said.exitCode, said.stdout + said.stderr]).toEqual([
        2,
        expect.stringContaining('aws sso login --profile corp'),
      ]);
    },
    30_000,
  );

  it.each([
    ['by the handoff', HERE],
    ['by flags', ['--source-bucket', 'src', '--account-id', '111122223333', '--region', 'us-east-1']],
  ])('whose secret is wrong end with 2, where the target is given %s', async (_, target) => {
    program = await built.start(['folder/a']);
    for (const verb of ['plan', 'verify', 'doctor', 'health']) {
      const said = await program.run([verb, ...target], { env: { AWS_SECRET_ACCESS_KEY: 'not-the-secret' } });
      expect([verb, said.exitCode, said.stdout + said.stderr]).toEqual([
        verb,
        2,
        expect.stringContaining('SignatureDoesNotMatch'),
      ]);
    }
  });
});

describe('annotations', () => {
  it('are named by verify among what was not compared', async () => {
    program = await built.start(['folder/a']);
    expect((await run('--verify', 'never')).exitCode).toBe(0);
    expect((await program.run(['verify', ...HERE])).stdout).toContain('not annotations');
  });
});
