// Keys that are found without the SDK are those that the SDK finds; where it would do more than read them, it is left to it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { awsConfiguration, type Environment } from '../../../../runner/aws/configuration/config-file';
import { plainKeys } from '../../../../runner/aws/configuration/plain-keys';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' };
const FILE = `[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default/secret+=
[temporary]
aws_access_key_id=AKIATEMP
aws_secret_access_key=temp-secret   ; a comment
aws_session_token=token==
[role]
role_arn = arn:aws:iam::123456789012:role/r
source_profile = default
aws_access_key_id = AKIAROLE
aws_secret_access_key = role-secret
[half]
aws_access_key_id = AKIAHALF
[scoped]
aws_access_key_id = AKIASCOPED
aws_secret_access_key = scoped-secret
aws_credential_scope = eu-west-1
`;

const before = { ...process.env };
const folders: string[] = [];
afterEach(() => {
  process.env = { ...before };
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function files(): Environment {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  folders.push(folder);
  writeFileSync(path.join(folder, 'credentials'), FILE);
  return { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials') };
}

async function foundBySdk(profile: string | undefined, environment: Environment): Promise<unknown> {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  process.env = { ...Object.fromEntries(others), ...environment };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const client = new STSClient({ region: 'eu-west-1', logger: silent, ...(profile === undefined ? {} : { profile }) });
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

describe('keys that are written down', () => {
  it.each<[title: string, profile: string | undefined, environment: Environment]>([
    ['in the environment', undefined, KEYS],
    ['in the environment, with a token', undefined, { ...KEYS, AWS_SESSION_TOKEN: 't' }],
    ['in the default profile', undefined, {}],
    ['in the default profile, beside half of a pair in the environment', undefined, { AWS_ACCESS_KEY_ID: 'AKIAENV' }],
    ['in the default profile that is named, beside keys in the environment', 'default', KEYS],
    ['in a profile, beside keys in the environment', 'temporary', KEYS],
  ])('%s are those of the SDK', async (_title, profile, more) => {
    const environment = { ...files(), ...more };
    const keys = plainKeys(profile, environment, await awsConfiguration(environment));
    expect(keys).toBeDefined();
    expect(keys).toEqual(await foundBySdk(profile, environment));
  });

  it.each<[title: string, profile: string | undefined, environment: Environment]>([
    ['of a profile that assumes a role', 'role', {}],
    ['of which a half is missing', 'half', {}],
    ['of a profile that is not there', 'nobody', KEYS],
    ['with a scope', 'scoped', {}],
    ['in the environment, with an end', undefined, { ...KEYS, AWS_CREDENTIAL_EXPIRATION: '2026-12-01T00:00:00Z' }],
    ['in the environment, with a scope', undefined, { ...KEYS, AWS_CREDENTIAL_SCOPE: 'eu-west-1' }],
  ])('%s are left to the SDK', async (_title, profile, more) => {
    const environment = { ...files(), ...more };
    expect(plainKeys(profile, environment, await awsConfiguration(environment))).toBeUndefined();
  });
});
