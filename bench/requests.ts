// What it costs to send a request and to read its answer: our own client, beside Node's and undici.
//
// What is measured, and how: each client sends requests that are signed already over 32 connections that stay open, in a process of its
// own, to a server that answers at once and does nothing else; the processor seconds of the client count, its start among them, as the
// operating system counts them. Clients take turns, each round begins with another one, and the median of the rounds counts. 5,000
// requests are a small copy, for which code is not warm yet; 100,000 are a large one.
//
// What would make the figures misleading: signing, deciding and listing are left out, so that a ratio here is larger than that of a whole
// copy; there is no TLS; other load on the machine, of which processor seconds take some.
import { loadavg } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { inTemporaryFolder, measureProgram, startServer } from './child-process';
import { median, rounded, say, type Figures } from './figures';

const CLIENTS = ['own', 'nodeHttp', 'undici'] as const;
const CONNECTIONS = '32';

export async function requestsBench(quick: boolean): Promise<Figures> {
  const sizes = quick ? [5_000] : [5_000, 100_000];
  const loadAverageBefore = rounded(loadavg()[0] ?? 0);
  return inTemporaryFolder(async (folder) => {
    const loop = path.join(folder, 'request-loop.js');
    const entry = path.join(__dirname, 'copying', 'request-loop.ts');
    await build({ entryPoints: [entry], outfile: loop, bundle: true, platform: 'node', logLevel: 'warning' });
    const server = await startServer(['--import', 'tsx', path.join(__dirname, 'copying', 'answer-loop.ts')]);
    try {
      const figures: [string, number][] = [];
      for (const requests of sizes) figures.push(...(await race(loop, server.firstLine, requests, quick ? 1 : 5)));
      return { loadAverageBefore, ...Object.fromEntries(figures) };
    } finally {
      await server.stop();
    }
  });
}

async function race(loop: string, port: string, requests: number, rounds: number): Promise<[string, number][]> {
  const used = new Map<string, number[]>(CLIENTS.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of [...CLIENTS.slice(round % 3), ...CLIENTS.slice(0, round % 3)]) {
      const { cpuSeconds, seconds } = await measureProgram(process.execPath, [
        loop,
        name,
        port,
        String(requests),
        CONNECTIONS,
      ]);
      say(`${name}, ${requests} requests: ${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of processor`);
      used.get(name)?.push(cpuSeconds);
    }
  const [own = 0, ...others] = CLIENTS.map((name) => median(used.get(name) ?? []));
  const about = `Of${requests}`;
  return [
    [`ownCpuSeconds${about}`, rounded(own)],
    ...others.flatMap((cpu, index): [string, number][] => {
      const name = CLIENTS[index + 1] ?? '';
      return [
        [`${name}CpuSeconds${about}`, rounded(cpu)],
        [`${name}CpuRatio${about}`, rounded(cpu / own)],
      ];
    }),
  ];
}
