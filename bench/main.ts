// npm run bench -- NAME [--quick]: runs one of the programs that every figure in the docs comes from.
// Its last line of standard output is one JSON object with its figures; talk goes to standard error.
import { availableParallelism } from 'node:os';
import type { Figures } from './figures';

interface Bench {
  readonly description: string;
  /** @param quick - smaller numbers, less than 50 seconds in all */
  readonly run: (quick: boolean) => Promise<Figures>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  copy: {
    description: 'copying on a Ceph RGW, beside rclone, boto3, the AWS CLI and the SDK: time, processor, memory',
    run: async (quick) => (await import('./copy')).copyBench(quick),
  },
  parts: {
    description: 'of `copy`, what is copied in parts alone, beside rclone',
    run: async (quick) => (await import('./copy')).partsBench(quick),
  },
  evidence: {
    description:
      'completion reports of millions of rows beside csv-parse, a comparison of a million pairs beside rclone: time, memory',
    run: async (quick) => (await import('./evidence/evidence')).evidenceBench(quick),
  },
  inventories: {
    description: "of `evidence`, two inventories that are compared alone, beside DuckDB's own join",
    run: async (quick) => (await import('./evidence/evidence')).inventoriesBench(quick),
  },
  report: {
    description: 'of `evidence`, the completion reports alone',
    run: async (quick) => (await import('./evidence/evidence')).reportBench(quick),
  },
  inventory: {
    description: 'copying by functions behind an inventory on the emulator, beside `copy`: none lost, time, memory',
    run: async (quick) => (await import('./inventory')).inventoryBench(quick),
  },
  'first-minutes': {
    description: 'from the tarball in an empty folder to the proof, each way of use: commands and time',
    run: async (quick) => (await import('./first-minutes')).firstMinutesBench(quick),
  },
  requests: {
    description:
      "sending a request and reading its answer: our own client, beside Node's and undici: processor seconds",
    run: async (quick) => (await import('./requests')).requestsBench(quick),
  },
  emulator: {
    description: 'the emulator with a million object versions: memory, listings, requests a second, a job',
    run: async (quick) => (await import('./emulator')).emulatorBench(quick),
  },
  synthesis: {
    description: "from settings to Terraform's JSON: time and memory, beside the provider's barrel",
    run: async (quick) => (await import('./synthesis')).synthesisBench(quick),
  },
  runner: {
    description: 'the start of the runner, its way to CreateJob beside the AWS CLI, and its memory over many polls',
    run: async (quick) => (await import('./runner')).runnerBench(quick),
  },
  search: {
    description:
      'a search and a plan over a million object versions, beside the AWS CLI that lists them: time and memory',
    run: async (quick) => (await import('./search')).searchBench(quick),
  },
};

function usage(): string {
  const width = Math.max(...Object.keys(BENCHES).map((name) => name.length));
  const list = Object.entries(BENCHES).map(([name, { description }]) => `  ${name.padEnd(width)}  ${description}\n`);
  return `npm run bench -- NAME [--quick]\n\n${list.join('')}`;
}

/** The SDK would tell at each run of Node versions that its future releases will not run on. */
const QUIET_SDK = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

async function main(words: readonly string[]): Promise<number> {
  const quick = words.includes('--quick');
  const [name, ...more] = words.filter((word) => word !== '--quick');
  if (name === undefined) {
    process.stdout.write(usage());
    return 0;
  }
  const bench = BENCHES[name];
  if (bench === undefined || more.length > 0) {
    process.stderr.write(`there is no bench '${[name, ...more].join(' ')}'\n\n${usage()}`);
    return 2;
  }
  process.env[QUIET_SDK] = 'true';
  const figures = await bench.run(quick);
  const machine = { cores: availableParallelism(), node: process.version };
  process.stdout.write(`${JSON.stringify({ bench: name, quick, ...machine, ...figures })}\n`);
  return 0;
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
