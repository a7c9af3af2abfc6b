// Runs a monitor, a store in memory and RGW in a folder of its own until its input ends or a signal comes; then all of it is gone.
// Its one line of output says how to reach RGW.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const START_MS = Number(process.env['RGW_START_SECONDS'] ?? 60) * 1000;
/** At what a monitor refuses that has just begun. */
const MOST_ATTEMPTS = 20;
/** Memory is taken as the store fills. */
const STORE_BYTES = 16 * 1024 ** 3;

const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-rgw-'));
const configuration = path.join(folder, 'ceph.conf');
const daemons: ChildProcess[] = [];
const ending = new AbortController();
const execute = promisify(execFile);

/** A program that ends by itself, or with all the others. */
const run = (program: string, ...words: readonly string[]): Promise<{ stdout: string }> =>
  execute(program, words, { signal: ending.signal, killSignal: 'SIGKILL' });

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** One copy of everything in one process's memory, nobody to authenticate, no work in the background, no debug logs. */
function configurationOf(cluster: string, monitorPort: number, port: number): string {
  return `[global]
fsid = ${cluster}
mon host = v1:127.0.0.1:${monitorPort}
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/log/$name.log
debug ms = 0/0
debug mon = 0/0
debug osd = 0/0
debug objclass = 0/0
debug rgw = 0/0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail warn = 1
mon data avail crit = 1
# Each pool that RGW makes waits for the monitor's next proposal, a second by default.
paxos propose interval = 0.05
paxos min wait = 0.01
[mon.a]
mon data = ${folder}/mon
[osd.0]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = ${STORE_BYTES}
osd max scrubs = 0
osd enable op tracker = false
[client.rgw]
# Without tcp_nodelay an answer waits for the acknowledgement of the one before it, which loopback delays by 40 ms.
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw dynamic resharding = false
`;
}

/** A process group of its own: Ctrl-C in a terminal reaches this process alone, which ends them in order. */
function daemon(program: string, ...words: readonly string[]): ChildProcess {
  ending.signal.throwIfAborted();
  const log = openSync(path.join(folder, 'log', `${program}.out`), 'a');
  const child = spawn(program, ['-c', configuration, '-f', ...words], { detached: true, stdio: ['ignore', log, log] });
  child.on('error', () => undefined);
  daemons.push(child);
  return child;
}

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null;

const ceph = (...words: readonly string[]): Promise<{ stdout: string }> =>
  run('ceph', '-c', configuration, '--connect-timeout', '30', ...words);

/** A monitor that has just begun refuses now and then: asked again, it makes no second store of the same id. */
async function newStore(disk: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ceph('osd', 'new', disk);
      return;
    } catch (error) {
      if (ending.signal.aborted || attempt === MOST_ATTEMPTS) throw error;
      await sleep(200);
    }
  }
}

async function startStore(): Promise<void> {
  const disk = randomUUID();
  await newStore(disk);
  await run('ceph-osd', '-c', configuration, '-i', '0', '--mkfs', '--osd-uuid', disk);
  let store = daemon('ceph-osd', '-i', '0');
  for (;;) {
    // A monitor that has just begun refuses now and then.
    const { stdout } = await ceph('osd', 'stat', '--format', 'json').catch(() => ({ stdout: '{}' }));
    if ((JSON.parse(stdout) as { num_up_osds?: number }).num_up_osds === 1) return;
    // Its first start may be faster than the monitor's word on its cluster, and ends then.
    if (!isRunning(store)) store = daemon('ceph-osd', '-i', '0');
    await sleep(100);
  }
}

async function answers(endpoint: string): Promise<void> {
  for (;;) {
    const response = await fetch(endpoint).catch(() => undefined);
    if (response?.ok === true) return;
    await sleep(50);
  }
}

async function start(): Promise<Readonly<Record<string, string>>> {
  for (const name of ['mon', 'osd', 'run', 'log']) mkdirSync(path.join(folder, name));
  const [monitorPort = 0, port = 0] = await freePorts(2);
  const cluster = randomUUID();
  writeFileSync(configuration, configurationOf(cluster, monitorPort, port));
  const map = path.join(folder, 'monmap');
  await run('monmaptool', '--create', '--addv', 'a', `[v1:127.0.0.1:${monitorPort}]`, '--fsid', cluster, map);
  await run('ceph-mon', '-c', configuration, '-i', 'a', '--mkfs', '--monmap', map);
  daemon('ceph-mon', '-i', 'a');
  await startStore();
  const [accessKeyId, secretAccessKey] = [randomBytes(10).toString('hex'), randomBytes(20).toString('hex')];
  const gateway = daemon('radosgw', '-n', 'client.rgw');
  const endpoint = `http://127.0.0.1:${port}`;
  const ended = once(gateway, 'exit').then(() => {
    throw new Error('radosgw ended');
  });
  ended.catch(() => undefined);
  await Promise.race([answers(endpoint), ended]);
  const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey];
  const user = ['--uid', 'tests', '--display-name', 'tests', '--max-buckets', '0'];
  await run('radosgw-admin', '-c', configuration, 'user', 'create', ...user, ...keys);
  const { stdout } = await run('radosgw', '--version');
  return { endpoint, region: 'us-east-1', accessKeyId, secretAccessKey, version: stdout.trim(), configuration };
}

/** The last lines of each log that has any. */
function logs(): string {
  const log = path.join(folder, 'log');
  const texts = readdirSync(log).map((name) => [name, readFileSync(path.join(log, name), 'utf8').trim()] as const);
  return texts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}:\n${text.split('\n').slice(-5).join('\n')}`)
    .join('\n');
}

/** All is in memory and nobody needs it any more: an orderly end would write it to the disk first. */
async function end(): Promise<void> {
  ending.abort();
  const running = daemons.filter(isRunning);
  const ended = running.map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function main(): Promise<number> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    process.stdin.resume().once('close', () => resolve());
  });
  try {
    const late = sleep(START_MS, undefined, { ref: false }).then(() => {
      throw new Error(`it does not answer after ${START_MS / 1000} s`);
    });
    late.catch(() => undefined);
    const ready = await Promise.race([start(), late, stopped]);
    if (ready !== undefined) process.stdout.write(`${JSON.stringify(ready)}\n`);
    await stopped;
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${logs()}\n`);
    return 1;
  } finally {
    await end();
  }
}

// What is under way when the start is given up must not hold the end.
void main().then((code) => process.exit(code));
