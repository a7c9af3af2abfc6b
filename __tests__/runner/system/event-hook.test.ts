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

const HASTY = { requestMs: 60_000, endMs: 200, interruptedMs: 20, killMs: 200 };

describe('the end of a run', () => {
  let server: Server;
  const got: string[] = [];
  const hanging = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  beforeEach(async () => {
    got.length = 0;
    server = createServer((request) => void got.push(request.url ?? ''));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('waits once for all that a webhook has not answered, and says how much that is', async () => {
    const hook = webhook({ url: hanging() }, never, HASTY);
    for (let event = 0; event < 900; event += 1) hook.send('{}');
    const from = performance.now();
    expect(await hook.end()).toBe('it did not answer before the run was over; 900 events were not delivered');
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(got).toHaveLength(1);
  });

  it('waits hardly for a webhook after an interruption, whether it was before or is during that', async () => {
    for (const after of [0, 50]) {
      const interruption = new AbortController();
      const hook = webhook({ url: hanging() }, interruption.signal, { ...HASTY, endMs: 60_000 });
      hook.send('{}');
      if (after === 0) interruption.abort();
      else setTimeout(() => interruption.abort(), after);
      expect(await hook.end()).toContain('1 event was not delivered');
    }
  });

  it('lets a webhook that answers have the last event after an interruption', async () => {
    const answering = createServer((request, response) => {
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => answering.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(answering.address() as AddressInfo).port}/`;
      const hook = webhook({ url }, AbortSignal.abort(), { ...HASTY, interruptedMs: 5_000 });
      hook.send('{}');
      expect(await hook.end()).toBeUndefined();
    } finally {
      answering.closeAllConnections();
      answering.close();
    }
  });

  it('ends a command that goes on', async () => {
    const command = "trap '' TERM; while :; do sleep 60; done";
    const hook = commandHook({ command, environment: { PATH: process.env['PATH'] } }, never, HASTY);
    hook.send('{}');
    expect(await hook.end()).toBe('it was ended: it took too long');
  });
});

describe('a webhook with a user in its address', () => {
  it('gets them as basic authorization', async () => {
    let authorization: string | undefined;
    const server = createServer((request, response) => {
      authorization = request.headers.authorization;
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const hook = webhook({ url, user: 'name:word' }, never);
      hook.send('{}');
      expect(await hook.end()).toBeUndefined();
      expect(authorization).toBe(`Basic ${Buffer.from('name:word').toString('base64')}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
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
