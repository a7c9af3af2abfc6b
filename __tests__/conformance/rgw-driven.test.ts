/** @group outside */
// The objects of the fixture that Ceph's RGW knows, copied there by each program that is driven: a server that neither we nor they have written.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, type CommandResult } from '../../examples/demo/command';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { seen } from '../program/copying/seen';
import { describeTools, pathOf } from '../program/driving/tools';
import { NOT_CARRIED, PREFIX } from '../program/driving/announced';
import { startRgw, whyNoRgw, type Rgw } from './rgw/rgw';
import { clientOf, COPIED, environmentOf, putFixture, UNASKED } from './rgw/rgw-kinds';

const OWNER_ALONE: unknown = expect.stringMatching(/^FULL_CONTROL /);

const missing = whyNoRgw();

(missing === undefined ? describe : describe.skip)('the fixture, on Ceph RGW', () => {
  let rgw: Rgw;
  let s3: S3.S3Client;
  let folder: string;
  let runner: string;

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    rgw = await startRgw();
    s3 = clientOf(rgw);
    await putFixture(s3);
  }, 180_000);
  afterAll(async () => {
    s3.destroy();
    await rgw.end();
    removeFolder(folder);
  });

  describeTools('is copied with all that was announced', (tool) => {
    const to = PREFIX[tool.title] ?? '';
    const lost = NOT_CARRIED[tool.method];
    const carried = COPIED.filter(({ key }) => !lost.includes(key));
    const certificate = (): string => path.join(folder, `${to.slice(0, -1)}.json`);
    const run = (verb: string, ...flags: readonly string[]): Promise<CommandResult> =>
      runCommand(
        process.execPath,
        [
          ...[runner, verb, '--method', tool.method, '--account-id', '111122223333'],
          ...['--source-bucket', 'original', '--prefix', 'all/', '--destination-bucket', 'copies'],
          ...['--destination-prefix', to, ...flags],
        ],
        { cwd: folder, env: { ...environmentOf(rgw), PATH: pathOf(tool, folder) }, timeoutSeconds: 90 },
      );
    let planned: CommandResult;
    let said: CommandResult;
    beforeAll(async () => {
      planned = await run('plan');
      said = await run('run', '--yes', '--certificate', certificate());
    }, 180_000);

    async function versionsUnder(Prefix: string): Promise<readonly string[]> {
      const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'copies', Prefix }));
      return Versions.map(({ Key = '' }) => Key.slice(Prefix.length)).sort();
    }

    it('names what it cannot carry, and how many it copies by its own dry run', () => {
      expect(planned.exitCode).toBe(0);
      for (const key of lost.slice(0, 10)) expect(planned.stderr).toContain(`'all/${key}'`);
      expect(planned.stderr).toContain(`it would copy ${String(carried.length)} objects`);
    });

    it('ends with what the comparison says: all that it can carry is there, and the rest is missing', async () => {
      expect(said).toMatchObject({ exitCode: 1 });
      expect(JSON.parse(readFileSync(certificate(), 'utf8'))).toMatchObject({
        answer: 'incomplete',
        comparisons: [{ versions: { missing: lost.length, different: 0 }, evidence: { contentNotComparable: 0 } }],
      });
      expect(await versionsUnder(to)).toEqual(carried.map(({ key }) => key).sort());
    });

    it('makes copies that have lost what the plan names, and nothing else', async () => {
      for (const { key } of carried) {
        const original = await seen(s3, { Bucket: 'original', Key: `all/${key}` }, UNASKED);
        const copy = await seen(s3, { Bucket: 'copies', Key: to + key }, UNASKED);
        const { sha256, etag, contentHeaders, metadata, tags, redirect, lock } = original;
        // Redirects, locks and the ETags of parts, which S3 drops, it copies by itself; docs/driven-tools.md says so.
        const kept = { sha256, etag, contentHeaders, metadata, tags, redirect, lock };
        expect([key, copy]).toMatchObject([key, { ...kept, storageClass: 'STANDARD', grants: [OWNER_ALONE] }]);
      }
    });

    it('is safe to run again: nothing that is there is written anew', async () => {
      const before = await versionsUnder(to);
      const again = await run('run', '--yes');
      expect(again).toMatchObject({ exitCode: 1 });
      expect(await versionsUnder(to)).toEqual(before);
    });
  });
});
