// A webhook and a command that are told of events: the real ones, on this machine.
import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandHook, webhook } from '../../../runner/system/event-hook';

const never = new AbortController().signal;

describe('a webhook', () => {
  let server: Server;
  let status: number;
  const got: string[] = [];
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  beforeEach(async () => {
    status = 200;
    got.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        got.push(body);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gets one POST an event, in their order', async () => {
    const hook = webhook({ url: url() }, never);
    for (const line of ['1', '2', '3']) hook.send(line);
    expect(await hook.end()).toBeUndefined();
    expect(got).toEqual(['1', '2', '3']);
  });

  it('that answers with an error is reported at the end, and gets the rest all the same', async () => {
    status = 500;
    const hook = webhook({ url: url() }, never);
    hook.send('1');
    hook.send('2');
    expect(await hook.end()).toBe('it answered 500');
    expect(got).toEqual(['1', '2']);
  });

  it('that is not there is reported at the end', async () => {
    const hook = webhook({ url: 'http://127.0.0.1:9/' }, never);
    hook.send('1');
    expect(await hook.end()).toContain('could not be reached');
  });
});

describe('a command', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reads the events from its standard input, a line each', async () => {
    const file = path.join(folder, 'events');
    const hook = commandHook({ command: `cat > '${file}'`, environment: {} }, never);
    hook.send('{"a":1}');
    hook.send('{"b":2}');
    expect(await hook.end()).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  });

  it('that fails is reported at the end', async () => {
    const hook = commandHook({ command: 'exit 3', environment: {} }, never);
    hook.send('{}');
    expect(await hook.end()).toContain('exit code 3');
  });
});
