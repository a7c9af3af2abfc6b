// Which host requests go to, by every place that may name one; and what is refused there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { awsConfiguration, type Environment } from '../../../../runner/aws/configuration/config-file';
import {
  endpoints,
  guarded,
  type EndpointQuestion,
  type Endpoints,
} from '../../../../runner/aws/configuration/endpoints';
import { isRunnerError } from '../../../../runner/ports/errors';

async function from(question: EndpointQuestion, environment: Environment, config = ''): Promise<Endpoints> {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  try {
    const file = path.join(folder, 'config');
    writeFileSync(file, config);
    const files = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    return endpoints(question, environment, await awsConfiguration(files));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every place that names an endpoint, with `URL` in it. */
const PLACES: readonly (readonly [where: string, ask: (url: string, allowsHttp: boolean) => Promise<Endpoints>])[] = [
  ['--endpoint-url', (flag, allowsHttp) => from({ flag, allowsHttp }, {})],
  ...['', '_S3', '_S3_CONTROL', '_STS', '_IAM', '_KMS', '_CLOUDWATCH', '_SSO', '_SSO_OIDC', '_SIGNIN'].map(
    (service): (typeof PLACES)[number] => [
      `AWS_ENDPOINT_URL${service}`,
      (url, allowsHttp) => from({ allowsHttp }, { [`AWS_ENDPOINT_URL${service}`]: url }),
    ],
  ),
  [
    "endpoint_url of the profile 'default'",
    (url, allowsHttp) => from({ allowsHttp }, {}, `[default]\nendpoint_url = ${url}\n`),
  ],
  [
    "endpoint_url of the profile 'ours'",
    (url, allowsHttp) => from({ allowsHttp, profiles: ['ours'] }, {}, `[profile ours]\nendpoint_url=${url}\n`),
  ],
  [
    "endpoint_url of the profile 'base'",
    (url, allowsHttp) =>
      from(
        { allowsHttp, profiles: ['ours'] },
        {},
        `[profile ours]\nsource_profile = base\n[profile base]\nendpoint_url=${url} ; comment\n`,
      ),
  ],
  [
    "endpoint_url of s3_control in the services 'local'",
    (url, allowsHttp) =>
      from(
        { allowsHttp },
        {},
        `[default]\nservices = local\n[services local]\ns3_control =\n  endpoint_url = ${url}\n`,
      ),
  ],
];

describe.each(PLACES)('%s', (where, ask) => {
  it.each([
    ['http://attacker.example:8080/'],
    ['http://10.0.0.1'],
    ['http://127.0.0.1.attacker.example/'],
    ['http://localhost.attacker.example/'],
    ['HTTP://attacker.example'],
    ['http://0.0.0.0:4566'],
  ])('is refused with %s, unless plain HTTP is allowed', async (url) => {
    await expect(ask(url, false)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(where) });
    await expect(ask(url, true)).resolves.toMatchObject({ allowsHttp: true });
  });

  it.each([['http://127.0.0.1:4566'], ['http://localhost:1/path'], ['http://[::1]:1'], ['https://s3.example.com']])(
    'may be %s',
    async (url) => {
      await expect(ask(url, false)).resolves.toMatchObject({ allowsHttp: false });
    },
  );

  it.each([
    ['https://user:T0K3N@s3.example.com', 'a user or a password'],
    ['https://T0K3N@s3.example.com', 'a user or a password'],
    ['https://s3.example.com/?token=T0K3N', 'a query'],
    ['https://s3.example.com/#T0K3N', 'a fragment'],
    ['https://s3.example.com?', 'a query'],
    ['ftp://user:T0K3N@s3.example.com', 'an endpoint looks like https://host:port'],
    ['https://user:T0K3N@:80/x', 'an endpoint looks like https://host:port'],
  ])('is refused with %s, which is not shown', async (url, why) => {
    const error: unknown = await ask(url, true).catch((thrown: unknown) => thrown);
    if (!isRunnerError(error, 'usage')) throw new Error('it was taken');
    expect(error.message).toContain(why);
    expect(`${error.message} ${error.hint ?? ''}`).not.toContain('T0K3N');
  });
});

describe('the endpoint of a service', () => {
  const config = `[default]\nservices = some\nendpoint_url = https://all.example\n[services some]\nsts =\n  region = x\n  endpoint_url = https://sts.example\nother = 1\n`;
  it.each<[string, EndpointQuestion, Environment, readonly (string | undefined)[]]>([
    [
      'the flag',
      { flag: 'https://flag.example' },
      { AWS_ENDPOINT_URL: 'https://v.example' },
      ['https://flag.example', 'https://flag.example'],
    ],
    [
      'the variables',
      {},
      { AWS_ENDPOINT_URL: 'https://v.example', AWS_ENDPOINT_URL_STS: 'https://vsts.example' },
      ['https://v.example', 'https://vsts.example'],
    ],
    ['the configuration', {}, { AWS_ENDPOINT_URL_STS: '' }, ['https://all.example', 'https://sts.example']],
    [
      'nobody, where that is said',
      {},
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE', AWS_ENDPOINT_URL: 'http://x' },
      [undefined, undefined],
    ],
  ])('is named by %s', async (_by, question, environment, named) => {
    const found = await from(question, environment, config);
    expect([found.of('S3'), found.of('STS')]).toEqual(named);
  });
});

describe('a client of the SDK', () => {
  it('sends nothing over plain HTTP to another machine, however it came to its address', async () => {
    let sent = 0;
    const make = (allowsHttp: boolean): STSClient => {
      const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
      const client = new STSClient({
        region: 'eu-west-1',
        endpoint: 'http://sts.example.com',
        credentials,
        maxAttempts: 1,
      });
      client.config.requestHandler.handle = () => {
        sent += 1;
        return Promise.reject(new Error('sent'));
      };
      return guarded(client, allowsHttp);
    };
    await expect(make(false).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ kind: 'usage' });
    expect(sent).toBe(0);
    await expect(make(true).send(new GetCallerIdentityCommand({}))).rejects.toThrow('sent');
    expect(sent).toBe(1);
  });
});
