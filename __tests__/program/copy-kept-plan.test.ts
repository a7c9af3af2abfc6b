// The built program keeps a plan of copies, and runs exactly that one, or nothing where the world has changed.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const built = builtProgram();
const run = (program: Program, ...words: readonly string[]): Promise<Said> =>
  program.run(words, { env: { AWS_REGION: 'eu-west-1' } });

const DRY = ['copy', 's3://src/other/', 's3://dst/', '--dry-run', '--out', 'plan.json', '--checks', 'basic'];
const RUN = ['run', 'plan.json', '--yes', '--checks', 'basic', '--allow-other-target'];

async function keysAt({ s3 }: Program): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'dst', EncodingType: 'url' }));
  return Contents.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
}

describe('a kept plan of copies', () => {
  it('is run as it is, with filters, and how fast is said anew', async () => {
    const program = await built.start(['other/a', 'other/b.tmp', 'other/c']);
    const how = [
      ...['--exclude', '*.tmp', '--destination-storage-class', 'STANDARD_IA', '--destination-encryption', 'AES256'],
      ...['--annotations', 'exclude', '--keep', 'redirects', '--restored', '--parts-above', '64MiB'],
    ];
    const planned = await run(program, ...DRY, ...how);
    expect(planned).toMatchObject({ exitCode: 0 });
    const said = await run(program, ...RUN, '--max-workers', '3');
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('2 objects copied');
    expect(await keysAt(program)).toEqual(['a', 'c']);
    // What is there already was not when it was made.
    const again = await run(program, ...RUN);
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.stderr).toContain('object versions to copy: 0, and the plan has 2');
  });

  it('has the keys that were chosen, whatever they are', async () => {
    const program = await built.start(['other/a', 'other/line\nfeed']);
    writeFileSync(path.join(program.folder, 'list'), '"other/line\\nfeed"\n');
    expect(await run(program, ...DRY, '--keys', 'list')).toMatchObject({ exitCode: 0 });
    expect(await run(program, ...RUN)).toMatchObject({ exitCode: 0 });
    expect(await keysAt(program)).toEqual(['line\nfeed']);
  });

  it('is refused with options that it has, changed, for a changed world, and by the wrong name', async () => {
    const program = await built.start(['other/a', 'folder/x']);
    expect(await run(program, ...DRY)).toMatchObject({ exitCode: 0 });
    for (const more of [
      ['--overwrite', 'always'],
      ['--exclude', '*'],
      ['--destination-bucket', 'x1y'],
      ['--keys', 'l'],
    ]) {
      const said = await run(program, ...RUN, ...more);
      expect(said).toMatchObject({ exitCode: 2 });
      expect(said.stderr).toContain(`${more[0] ?? ''} was given with the plan`);
    }
    const detached = await run(program, ...RUN, '--detach');
    expect(detached.stderr).toContain('--detach is not for --method copy');
    const file = path.join(program.folder, 'plan.json');
    const text = readFileSync(file, 'utf8');
    const changed = (edit: (plan: { options: object; target: { copyTo: object } }) => void): void => {
      const plan = JSON.parse(text) as { options: object; target: { copyTo: object } };
      edit(plan);
      writeFileSync(file, JSON.stringify(plan));
    };
    changed((plan) => Object.assign(plan.options, { copies: { overwrite: 'always' } }));
    expect((await run(program, ...RUN)).stderr).toContain('the requests in the file are not those');
    changed((plan) => Object.assign(plan.target.copyTo, { bucket: 'reports' }));
    expect((await run(program, ...RUN)).stderr).toContain('the requests in the file are not those');
    writeFileSync(file, text);
    for (const key of ['b', 'c'])
      await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: `other/${key}`, Body: key }));
    expect((await run(program, ...RUN)).stderr).toContain('object versions to copy: 3, and the plan has 1');
    const jobs = ['plan', '--outputs', 'outputs.json', '--out', 'jobs.json', '--checks', 'basic'];
    expect(await run(program, ...jobs)).toMatchObject({ exitCode: 0 });
    const other = await run(program, 'run', 'jobs.json', '--method', 'copy');
    expect(other.stderr).toContain('which is one of batch-replication');
    expect(await keysAt(program)).toEqual([]);
  }, 120_000);
});
