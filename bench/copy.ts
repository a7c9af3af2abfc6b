// Copying on S3's side: our program, and what it replaces, on one server that is none of ours.
//
// What is measured, and how:
// - copying: objects of 1 KiB in ten folders of one bucket of a Ceph RGW, which the bench starts for itself in memory (one monitor, one
//   store, one gateway). Every client copies all of them to an empty bucket of its own, then runs once more, when there is nothing to do;
//   after each the bucket is listed, and must hold every object, and is then taken away with its memory. Clients take turns, each round
//   begins with another one, and the median of the rounds counts; a copy before the first round does not;
// - in parts: objects of 64 MiB in one folder, in parts of 16 MiB; only ours and rclone. There are few of them: the server takes twice
//   their size in memory, for the copy too. Nobody copies again: RGW keeps no checksums, and the ETags of parts do not tell that the bytes
//   are the same;
// - of each client: wall time from its start to its end, processor seconds (user and system, of all its threads and children) and the
//   largest resident memory of one of its processes, as the operating system counts them;
// - the clients: ours; a bare loop that signs and sends and does nothing else, which is as fast as a client in Node can be; what one
//   writes with the AWS SDK for JavaScript and with boto3; rclone, told to leave out all that it can; `aws s3 sync`.
// - memory: ours copies 20,000 and 1,000,000 objects on the emulator, which lists and copies faster than RGW does; what is held may not
//   grow with what is copied.
//
// What would make the figures misleading: the server shares the cores with its clients, so that a client that computes much slows the
// server, too; against S3 each request takes tens of milliseconds and a client that sends more at once gains more than here; other load
// on the machine (the load average is told).
import { loadavg } from 'node:os';
import { startRgw, whyNoRgw, type Rgw } from '../__tests__/conformance/rgw/rgw';
import { buildRunner, inTemporaryFolder, measureProgram } from './child-process';
import { copyClients, type Client } from './copying/clients';
import { PREFIX, race, type Race, type Results } from './copying/race';
import { rounded, say, type Figures } from './figures';
import { environment, REPORTS, SOURCE, startLocalAws } from './local-aws';

interface Size {
  readonly small: Race;
  readonly inParts: Race;
}

const KIB = 1024;
const MIB = 1024 ** 2;
const SMALL = { from: SOURCE, folders: 10, bytes: KIB, again: true };
const IN_PARTS = {
  from: 'large',
  folders: 1,
  bytes: 64 * MIB,
  partBytes: 16 * MIB,
  again: false,
  clients: ['ours', 'rclone'],
};

const FULL: Size = {
  small: { ...SMALL, objects: 5_000, rounds: 3, clients: ['ours', 'bare', 'rclone', 'sdk', 'boto3', 'aws'] },
  inParts: { ...IN_PARTS, objects: 48, rounds: 5 },
};
const QUICK: Size = {
  small: { ...SMALL, objects: 600, rounds: 1, clients: ['ours', 'bare', 'rclone'] },
  inParts: { ...IN_PARTS, objects: 2, rounds: 1 },
};

export async function copyBench(quick: boolean): Promise<Figures> {
  const { small, inParts } = quick ? QUICK : FULL;
  return onRgw(async ({ rgw, clients, folder }) => {
    const results = await race(rgw, clients, small, folder);
    return {
      ...told(results, small),
      ...ratios(results),
      ...(await partsFigures({ rgw, clients, folder }, inParts)),
      rgwVersion: rgw.version,
      ...versions(clients.filter(({ name }) => results.has(name))),
    };
  }, !quick);
}

/** Of `copyBench`, what is copied in parts. */
export async function partsBench(quick: boolean): Promise<Figures> {
  const { inParts } = quick ? QUICK : FULL;
  return onRgw(async ({ rgw, clients, folder }) => ({
    ...(await partsFigures({ rgw, clients, folder }, inParts)),
    rgwVersion: rgw.version,
    ...versions(clients.filter(({ name }) => inParts.clients.includes(name))),
  }));
}

interface Bench {
  readonly rgw: Rgw;
  readonly clients: readonly Client[];
  readonly folder: string;
}

/** @param onEmulator whether memory is measured before. @default false */
async function onRgw(measure: (bench: Bench) => Promise<Figures>, onEmulator = false): Promise<Figures> {
  const missing = whyNoRgw();
  if (missing !== undefined) {
    say(`skipped: ${missing}`);
    return { skipped: missing };
  }
  const loadAverageBefore = rounded(loadavg()[0] ?? 0);
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    const memory = onEmulator
      ? { ...(await copyOnEmulator(runner, 20_000)), ...(await copyOnEmulator(runner, 1_000_000)) }
      : {};
    const rgw = await startRgw();
    try {
      const clients = await copyClients(rgw, folder, runner);
      return { loadAverageBefore, ...(await measure({ rgw, clients, folder })), ...memory };
    } finally {
      await rgw.end();
    }
  });
}

async function partsFigures({ rgw, clients, folder }: Bench, run: Race): Promise<Figures> {
  const results = await race(rgw, clients, run, folder);
  return renamed('parts', { ...told(results, run), ...ratios(results) });
}

function versions(clients: readonly Client[]): Figures {
  return Object.fromEntries(clients.map(({ name, version }) => [`${name}Version`, version]));
}

async function copyOnEmulator(runner: string, objects: number): Promise<Figures> {
  return inTemporaryFolder(async (folder) => {
    const aws = await startLocalAws(runner, folder, [{ key: `${PREFIX}folder/{n}`, count: objects }]);
    try {
      const places = [`s3://${SOURCE}/${PREFIX}`, `s3://${REPORTS}/${PREFIX}`];
      const flags = ['--endpoint-url', aws.endpoint, '--yes', '--verify', 'never', '--quiet'];
      const { seconds, largestMib } = await measureProgram(process.execPath, [runner, 'copy', ...places, ...flags], {
        cwd: folder,
        env: environment(aws),
      });
      say(`ours, ${objects} objects on the emulator: ${Math.round(seconds)} s, ${Math.round(largestMib)} MiB`);
      const name = `emulator${objects}`;
      return { [`${name}Seconds`]: rounded(seconds), [`${name}LargestMib`]: Math.round(largestMib) };
    } finally {
      await aws.stop();
    }
  });
}

function told(results: ReadonlyMap<string, Results>, { objects, rounds, bytes }: Race): Figures {
  const figures = [...results].flatMap(([name, { copy, rerun }]) => [
    [`${name}Seconds`, rounded(copy.seconds)],
    [`${name}ObjectsPerSecond`, rounded(objects / copy.seconds)],
    [`${name}CpuSeconds`, rounded(copy.cpuSeconds)],
    [`${name}LargestMib`, Math.round(copy.largestMib)],
    ...(rerun === undefined
      ? []
      : [
          [`${name}RerunSeconds`, rounded(rerun.seconds)],
          [`${name}RerunCpuSeconds`, rounded(rerun.cpuSeconds)],
        ]),
  ]);
  return { objects, bytes, rounds, ...(Object.fromEntries(figures) as Figures) };
}

/** How many times as fast ours is, and how many times as much the others compute. */
function ratios(results: ReadonlyMap<string, Results>): Figures {
  const ours = results.get('ours');
  if (ours === undefined) return {};
  const figures = [...results].flatMap(([name, { copy, rerun }]) =>
    name === 'ours'
      ? []
      : [
          [`speedRatioTo${capital(name)}`, rounded(copy.seconds / ours.copy.seconds)],
          [`cpuRatioOf${capital(name)}`, rounded(copy.cpuSeconds / ours.copy.cpuSeconds)],
          ...(rerun === undefined || ours.rerun === undefined
            ? []
            : [[`rerunSpeedRatioTo${capital(name)}`, rounded(rerun.seconds / ours.rerun.seconds)]]),
        ],
  );
  return Object.fromEntries(figures) as Figures;
}

function renamed(word: string, figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [`${word}${capital(name)}`, figure]));
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
