// Where S3 was asked: what comes of an emulator or of another store never passes as what AWS has said.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isFromTheSame, takenFrom } from '../../../../runner/evidence/kept/taken-from';
import type { S3Access } from '../../../../runner/ports/s3/s3-access';
import { fate } from '../../fakes/fake-jobs';
import { program, runProgram, setup, type Ran, type Setup } from '../../fakes/fake-world';
import { certificateIn, EACH, holdingBoth, keep, withoutAws } from '../../verify/kept/kept';

const EMULATOR = 'http://127.0.0.1:4566';
const at = (endpoint?: string): S3Access => ({
  pathStyle: false,
  credentials: () => Promise.reject(new Error('nobody asks')),
  ...(endpoint === undefined ? {} : { endpoint }),
});

describe('an endpoint', () => {
  it.each([
    'https://s3.eu-west-1.amazonaws.com',
    'https://s3.dualstack.us-east-1.amazonaws.com/',
    'https://s3-fips.us-gov-west-1.amazonaws.com',
    'https://bucket.vpce-1a2b3c4d-5e6f.s3.eu-west-1.vpce.amazonaws.com',
    'https://s3.cn-north-1.amazonaws.com.cn',
  ])('%s is one of AWS, and is not named', (endpoint) => {
    expect(takenFrom({ access: at(endpoint) })).toEqual({ version: 2 });
  });

  it.each([
    EMULATOR,
    'https://rgw.example.com/s3',
    'http://s3.eu-west-1.amazonaws.com',
    'https://s3.eu-west-1.amazonaws.com:8443',
    'https://s3.amazonaws.com.example.com',
    // What users of AWS run there themselves.
    'https://abcde.execute-api.eu-west-1.amazonaws.com',
    'https://vpce-1.vpce-svc-2.eu-west-1.vpce.amazonaws.com',
    'https://s3-1.eu-west-1.elb.amazonaws.com',
    'https://ec2-192-0-2-1.eu-west-1.compute.amazonaws.com',
  ])('%s is not, and is named', (endpoint) => {
    expect(takenFrom({ access: at(endpoint) })).toEqual({
      version: 2,
      endpoints: { source: endpoint, destination: endpoint },
    });
  });

  it('is told of each side where an identity of the destinations has another one', () => {
    const found = takenFrom({ access: at(), destinationAccess: at(EMULATOR) });
    expect(found).toEqual({ version: 2, endpoints: { destination: EMULATOR } });
    expect(isFromTheSame(found, takenFrom({ access: at() }))).toBe(false);
    expect(isFromTheSame(found, takenFrom({ access: at() }), ['source'])).toBe(true);
    expect(isFromTheSame(found, { version: 1 })).toBeUndefined();
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'taken-from-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => path.join(folder, name);

const SAME = EACH.filter(([name]) => name.startsWith('same'));

/** All of it at another endpoint than AWS's. */
function elsewhere(given: Setup): Setup {
  given.between = (aws) => ({ ...aws, access: { ...aws.access, endpoint: EMULATOR } });
  return given;
}

async function kept(name: string, given: Setup, ...more: readonly string[]): Promise<Ran> {
  const ran = await keep(given, inFolder(name), ...more);
  expect(ran.code).toBe(0);
  return ran;
}

/** As former versions have kept it. */
function asVersionOne(name: string): void {
  const file = path.join(inFolder(name), 'evidence.json');
  const text = readFileSync(file, 'utf8')
    .replace('"version": 2', '"version": 1')
    .replace(/ *"endpoints": \{[^}]*\},\n/, '');
  const sums = path.join(inFolder(name), 'SHA256SUMS');
  const digest = createHash('sha256').update(text).digest('hex');
  writeFileSync(file, text);
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^\w+(?= {2}evidence\.json$)/m, digest));
}

const offline = (...words: readonly string[]): Promise<Ran> => program(withoutAws(), ...words);

describe('a certificate', () => {
  it('names the endpoint of an emulator, does so again from its evidence, and none for AWS', async () => {
    const given = elsewhere(holdingBoth(SAME));
    const made = certificateIn(await kept('there', given, '--certificate', 'c.json'));
    expect(JSON.parse(given.files.get('/here/c.json') ?? '')).toEqual(made);
    const endpoints = { source: EMULATOR, destination: EMULATOR };
    expect(made).toMatchObject({ version: 2, answer: 'complete', endpoints });
    const again = await offline('verify', '--from', inFolder('there'), '--output', 'json');
    expect(certificateIn(again)).toEqual(made);
    const text = await offline('verify', '--from', inFolder('there'));
    expect(text.stdout).toContain(`S3 was asked at '${EMULATOR}', and not at AWS's own endpoint`);
    expect(certificateIn(await kept('aws', holdingBoth(SAME)))).not.toHaveProperty('endpoints');
    const ofAws = await offline('verify', '--from', inFolder('aws'));
    expect(ofAws.stdout).not.toContain('S3 was asked');
  });

  it('from which the endpoint was removed is not what its evidence comes to', async () => {
    const { endpoints, ...forged } = certificateIn(await kept('there', elsewhere(holdingBoth(SAME))));
    const check = async (certificate: unknown): Promise<Ran> => {
      const world = withoutAws();
      world.files.set('/here/c.json', JSON.stringify(certificate));
      return program(world, 'verify-certificate', 'c.json', '--evidence', inFolder('there'), '--verbose');
    };
    const whole = await check({ ...forged, endpoints });
    expect([whole.code, whole.stdout + whole.stderr]).toEqual([
      0,
      expect.stringContaining(`it says: complete; S3 was asked at '${EMULATOR}'`),
    ]);
    for (const [certificate, member] of [
      [forged, 'endpoints'],
      [{ ...forged, version: 1 }, 'version'],
    ] as const) {
      const said = await check(certificate);
      expect([said.code, said.stdout + said.stderr]).toEqual([
        1,
        expect.stringContaining(`its ${member} is not that of the evidence`),
      ]);
    }
    const later = await check({ ...forged, version: 3 });
    expect(later.stdout + later.stderr).toContain('it is of version 3, and this program reads up to version 2');
  });
});

describe('former evidence, of version 1', () => {
  it('is compared again, and says of no endpoint that it was one of AWS', async () => {
    await kept('old', elsewhere(holdingBoth(SAME)));
    asVersionOne('old');
    const said = await offline('verify', '--from', inFolder('old'), '--output', 'json');
    expect(said.code).toBe(0);
    expect(certificateIn(said)).toMatchObject({ version: 1, answer: 'complete' });
    const text = await offline('verify', '--from', inFolder('old'));
    expect(text.stdout).toContain('S3 was asked at an endpoint that version 1 does not name');
  });

  it('is compared with later evidence, with the words that nobody knows whether both are of the same S3', async () => {
    await kept('old', holdingBoth(SAME));
    asVersionOne('old');
    const given = holdingBoth(SAME);
    await given.clock.sleep(60_000, given.abort.signal);
    await kept('new', given);
    const said = await offline('verify', '--from', inFolder('new'), '--since', inFolder('old'));
    expect([said.code, said.stdout + said.stderr]).toEqual([
      0,
      expect.stringMatching(/whether both are of the same S3 is not known: the evidence in '.*old' is of version 1/),
    ]);
  });
});

describe('evidence of two endpoints', () => {
  it('is not told apart by --since: exit code 2, with both', async () => {
    await kept('there', elsewhere(holdingBoth(SAME)));
    const given = holdingBoth(SAME);
    await given.clock.sleep(60_000, given.abort.signal);
    await kept('aws', given);
    const said = await offline('verify', '--from', inFolder('aws'), '--since', inFolder('there'));
    expect([said.code, said.stderr]).toEqual([
      2,
      expect.stringMatching(
        /S3 was asked for the evidence in '.*there' at 'http:\/\/127\.0\.0\.1:4566', and not at AWS's own endpoint; for that in '.*aws' at AWS's own/,
      ),
    ]);
  });

  it('is not held against each other by --report: the report of a rehearsal says nothing of AWS', async () => {
    const given = elsewhere(setup());
    given.jobs.fates.push(fate({}));
    await runProgram(given, '--verify', 'never', '--retries', '0');
    const where = ['--account-id', '111122223333', '--region', 'eu-west-1', '--evidence', inFolder('report')];
    expect((await program(given, 'report', 'job-1', ...where)).code).toBe(0);
    const told = await offline('report', '--from', inFolder('report'));
    expect(told.stdout + told.stderr).toContain(`S3 was asked for this report at '${EMULATOR}'`);
    await kept('aws', holdingBoth(SAME));
    const said = await offline('verify', '--from', inFolder('aws'), '--report', inFolder('report'));
    expect([said.code, said.stderr]).toEqual([
      2,
      expect.stringMatching(/S3 was asked for the report of job job-1 at 'http:.*; for what is compared at AWS's/),
    ]);
    const live = await program(
      holdingBoth(SAME),
      'verify',
      '--outputs',
      'outputs.json',
      '--report',
      inFolder('report'),
    );
    expect([live.code, live.stderr]).toEqual([2, expect.stringContaining('for the report of job job-1 at')]);
    // Beside what was kept there, it is.
    await kept('there', elsewhere(holdingBoth(SAME)));
    const both = await offline('verify', '--from', inFolder('there'), '--report', inFolder('report'));
    expect(both.stderr).not.toContain('S3 was asked for the report');
    asVersionOne('report');
    const old = await offline('verify', '--from', inFolder('there'), '--report', inFolder('report'));
    expect(old.stdout + old.stderr).toContain('of the same S3 as what is compared is not known');
  });
});
