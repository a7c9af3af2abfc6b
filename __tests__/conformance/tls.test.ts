/** @group outside */
// The lean client over TLS: it keeps connections, and tells nothing to a server whose certificate it cannot trust.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeUnless, makeFolder, PROJECT, removeFolder } from '../e2e/setup';

/** Which certificates are trusted is read when a program starts: so it is one of its own. */
const CLIENT = `
const { connection } = require('./runner/aws/lean/connection');
const open = connection(new URL(process.env.SERVER), 1);
const send = () => open.send({ method: 'GET', target: '/', headers: { host: 'h' }, body: '' }, AbortSignal.timeout(10_000));
(async () => [(await send()).body, (await send()).body])()
  .then((bodies) => console.log(JSON.stringify(bodies)), ({ code }) => console.log(JSON.stringify(code)))
  .finally(() => open.close());
`;

const OPENSSL = 'openssl';
const noOpenssl = spawnSync(OPENSSL, ['version']).status === 0 ? undefined : 'openssl is not on the PATH';

describeUnless(noOpenssl, 'the lean client over TLS', () => {
  let folder: string;
  let server: Server;
  let connections = 0;
  let requests = 0;

  beforeAll(async () => {
    folder = makeFolder();
    const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const files = ['-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
    execFileSync(OPENSSL, ['req', '-x509', '-newkey', 'rsa:2048', ...files, ...names], { stdio: 'ignore' });
    server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_request, response) => {
      requests += 1;
      response.end('it is me');
    });
    server.on('secureConnection', () => (connections += 1));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  }, 30_000);

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
    removeFolder(folder);
  });

  async function ask(host: string, trusted: boolean): Promise<unknown> {
    [connections, requests] = [0, 0];
    const env = {
      ...process.env,
      SERVER: `https://${host}:${(server.address() as AddressInfo).port}`,
      ...(trusted ? { NODE_EXTRA_CA_CERTS: path.join(folder, 'certificate.pem') } : {}),
    };
    const client = ['--import', 'tsx', '-e', CLIENT];
    const { stdout } = await promisify(execFile)(process.execPath, client, { cwd: PROJECT, env, timeout: 60_000 });
    return JSON.parse(stdout);
  }

  it.each(['localhost', '127.0.0.1'])(
    'keeps its connection to %s',
    async (host) => {
      expect(await ask(host, true)).toEqual(['it is me', 'it is me']);
      expect({ connections, requests }).toEqual({ connections: 1, requests: 2 });
    },
    70_000,
  );

  it('asks nothing of a server whose certificate nobody has signed', async () => {
    expect(await ask('localhost', false)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(requests).toBe(0);
  }, 70_000);
});
