// From a settings file to Terraform's JSON, as `cdktf synth` and `cdktf deploy` do it.
//
// What is measured, and how:
// - the whole program as users run it (`node --import tsx main.ts`) with the largest file of examples/settings: wall time
//   from its start to its end (median of several runs after one that fills tsx's cache), its processor
//   time (which other load changes little), and its largest resident memory;
// - in this process: importing the constructs once, and building and synthesizing the app again and again.
// Compared in the same run: `import '@cdktf/provider-aws'`, the barrel that a CDKTF app usually imports, and nothing
// else: no construct is made and nothing is synthesized there, so the ratio is kinder to it than a real app would be.
//
// What would make the figures misleading: the first run after a change, when tsx compiles (told as `firstRunSeconds`); a
// cold file cache, which costs the barrel most; other load on the machine. The memory is Node's own process, without the
// esbuild process that tsx starts when it has to compile. `cdktf` itself, and Terraform, start afterwards and take longer.
import { readdirSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { inTemporaryFolder, measureNode, repeat, ROOT, type NodeRun } from './child-process';
import { median, rounded, say, type Figures } from './figures';

const SETTINGS = path.join(ROOT, 'examples', 'settings');

export async function synthesisBench(quick: boolean): Promise<Figures> {
  const loadBefore = loadavg()[0] ?? 0;
  const runs = quick ? 3 : 15;
  const settings = largestSettings();
  return inTemporaryFolder(async (folder) => {
    const env = { ...process.env, S3_BACKFILL_SETTINGS: path.join(SETTINGS, settings), CDKTF_OUTDIR: folder };
    const synthesize = (): Promise<NodeRun> => measureNode(['--import', 'tsx', 'main.ts'], { env });
    const first = await synthesize();
    const ours = await repeat(runs, synthesize);
    const ourSeconds = median(ours.map(({ seconds }) => seconds));
    const ourCpu = median(ours.map(({ cpuSeconds }) => cpuSeconds));
    const ourMib = Math.max(...ours.map(({ largestMib }) => largestMib));
    say(`${settings}: ${rounded(ourSeconds)} s, ${Math.round(ourMib)} MiB`);
    const barrel = (): Promise<NodeRun> => measureNode(['-e', "require('@cdktf/provider-aws')"], { env });
    await barrel();
    const theirs = await repeat(quick ? 1 : 5, barrel);
    const theirSeconds = median(theirs.map(({ seconds }) => seconds));
    const theirCpu = median(theirs.map(({ cpuSeconds }) => cpuSeconds));
    const theirMib = Math.max(...theirs.map(({ largestMib }) => largestMib));
    return {
      settings,
      runs,
      loadAverageBefore: rounded(loadBefore),
      synthesisSeconds: rounded(ourSeconds),
      synthesisCpuSeconds: rounded(ourCpu),
      synthesisLargestMib: Math.round(ourMib),
      firstRunSeconds: rounded(first.seconds),
      ...(await inThisProcess(path.join(SETTINGS, settings), folder, quick ? 20 : 100)),
      barrelImportSeconds: rounded(theirSeconds),
      barrelImportCpuSeconds: rounded(theirCpu),
      barrelImportLargestMib: Math.round(theirMib),
      timeRatioToBarrel: rounded(ourSeconds / theirSeconds),
      cpuRatioToBarrel: rounded(ourCpu / theirCpu),
      memoryRatioToBarrel: rounded(ourMib / theirMib),
    };
  });
}

function largestSettings(): string {
  const files = readdirSync(SETTINGS).filter((name) => name.endsWith('.json'));
  const [largest] = files.sort((a, b) => sizeOf(b) - sizeOf(a));
  if (largest === undefined) throw new Error(`there is no settings file in ${SETTINGS}`);
  return largest;
}

function sizeOf(name: string): number {
  return statSync(path.join(SETTINGS, name)).size;
}

async function inThisProcess(file: string, folder: string, rounds: number): Promise<Figures> {
  process.env['CDKTF_OUTDIR'] = folder;
  const begin = performance.now();
  const [{ readFileSync }, { buildApp }, { parseSettings }] = await Promise.all([
    import('node:fs'),
    import('../modules/settings/app'),
    import('../modules/settings/parse'),
  ]);
  const importSeconds = (performance.now() - begin) / 1000;
  const text = readFileSync(file, 'utf8');
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    buildApp(() => parseSettings(text, file)).synth();
    return performance.now() - started;
  });
  return {
    importSeconds: rounded(importSeconds),
    firstSynthesisMs: rounded(times[0] ?? 0),
    repeatedSynthesisMs: rounded(median(times)),
  };
}
