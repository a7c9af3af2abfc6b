// A role that stands for one side: assumed once for all, and again before its credentials end.
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assumedRole } from '../../../runner/aws/assumed-role';
import { endpoints } from '../../../runner/aws/configuration/endpoints';
import { sharedConfiguration, type Session } from '../../../runner/aws/session';
import { startEmulator, type Running } from '../../emulator/running';

const HOUR_MS = 3_600_000;
const ROLE = 'arn:aws:iam::111122223333:role/reader';

let running: Running;
let session: Session;
let nowMs: number;

beforeEach(async () => {
  running = await startEmulator();
  const { endpoint, region } = running.emulator;
  const credentials = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  const iam = new IAMClient({ endpoint, region, credentials, maxAttempts: 1 });
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  iam.destroy();
  nowMs = Date.now();
  session = {
    region,
    signal: new AbortController().signal,
    shared: sharedConfiguration(region, {}),
    endpoints: endpoints({ flag: endpoint }, {}, { profiles: new Map(), services: new Map() }),
    remedyFor: () => Promise.resolve(undefined),
  };
});
afterEach(() => running.close());

const role = (roleArn = ROLE) => assumedRole(session, { side: 'destination', roleArn }, () => nowMs);
const assumed = (): number => running.emulator.world.sessions.size;

describe('a role that is assumed', () => {
  it('is assumed once for all who ask at the same time or later, and again before its hour is over', async () => {
    const own = role();
    const all = await Promise.all([own.credentials(), own.credentials()]);
    nowMs += HOUR_MS / 2;
    const later = await own.credentials();
    expect([assumed(), new Set([...all, later].map(({ accessKeyId }) => accessKeyId)).size]).toEqual([1, 1]);
    nowMs += HOUR_MS / 2 - 60_000;
    const fresh = await Promise.all([own.credentials(), own.credentials()]);
    expect([assumed(), new Set(fresh.map(({ accessKeyId }) => accessKeyId)).size]).toEqual([2, 1]);
    expect(fresh[0].accessKeyId).not.toBe(later.accessKeyId);
    own.close();
  });

  it('is asked for again after a refusal, which names the side, the role, and the two policies that decide', async () => {
    const own = role(`${ROLE}-of-tomorrow`);
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(own.credentials()).rejects.toMatchObject({
        kind: 'denied',
        message: expect.stringMatching(
          /AssumeRole .*reader-of-tomorrow: AccessDenied.*the identity of the destination/,
        ),
        hint: expect.stringMatching(/trust policy of the role.*--destination-external-id.*--destination-role-arn$/),
      });
    own.close();
  });
});
