/** @group outside */
// What a system sees of each ending: the commands of a recipe are its own, and what they start are stubs that end as they are told.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder, PROJECT, removeFolder } from '../e2e/setup';
import { at, RECIPE, RECIPES, shellIn, textOf, yamlOf, type Recipe } from './recipes';

const PAGE = readFileSync(path.join(PROJECT, 'docs', 'pipelines.md'), 'utf8');

/** Systems that leave the files of an earlier run where they are, and what such a recipe writes. */
const KEEPS_ITS_FOLDER: Readonly<Record<string, string>> = {
  'jenkins/Jenkinsfile': 'report.html',
  'shell/backfill.sh': 'report.md',
  'shell/detached.sh': 'report.md',
};

/** How what the recipe starts ends: s3-backfill by its turn, and 0 for every other. */
interface Ends {
  readonly turn: number;
  readonly code: number;
  readonly terraform: number;
}

const STARTED = JSON.stringify({ kind: 'verdict', outcome: 'detached', transferIds: ['job-1'] });

interface Seen {
  readonly code: number | null;
  /** Command lines that were started, in their order. */
  readonly calls: readonly string[];
  readonly here: string;
}

/** The recipe in a folder of an earlier run, as its system runs it. */
async function ending(folder: string, recipe: Recipe, { turn, code, terraform }: Ends): Promise<Seen> {
  const here = path.join(folder, `${turn}-${code}-${terraform}`);
  const bin = path.join(here, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const file of recipe.files ?? []) copyFileSync(path.join(RECIPES, file), path.join(here, path.basename(file)));
  for (const report of ['report.md', 'report.html']) writeFileSync(path.join(here, report), 'of an earlier run');
  writeFileSync(path.join(here, 'calls'), '');
  const stub = (name: string, ...lines: readonly string[]): void =>
    writeFileSync(path.join(bin, name), ['#!/bin/sh', `echo "${name} $*" >> ${here}/calls`, ...lines, ''].join('\n'), {
      mode: 0o755,
    });
  stub('terraform', `exit ${terraform}`);
  stub('npm');
  stub('npx', `echo '${STARTED}'`, `[ $(grep -c ^npx ${here}/calls) != ${turn} ] || exit ${code}`);
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ...recipe.env?.(here) };
  let last: number | null = null;
  for (const script of recipe.scripts) {
    last = (await shellIn(here, recipe.shell, script, env)).exitCode;
    // A system goes on with the next script only after 0.
    if (last !== 0) break;
  }
  return { code: last, calls: readFileSync(path.join(here, 'calls'), 'utf8').trimEnd().split('\n'), here };
}

const ofProgram = (calls: readonly string[]): readonly string[] => calls.filter((call) => call.startsWith('npx'));

describe('a recipe', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => removeFolder(folder));

  it.each(Object.entries(RECIPE))(
    'hands on how it ended, and no report of an earlier run: %s',
    async (name, recipe) => {
      const well = await ending(folder, recipe, { turn: 1, code: 0, terraform: 0 });
      expect(well.code).toBe(0);
      const turns = ofProgram(well.calls).length;
      expect(turns).toBeGreaterThan(0);
      for (const turn of Array.from({ length: turns }, (_, index) => index + 1))
        for (const code of [1, 2, 3, 4, 5, 6, 70, 130]) {
          const seen = await ending(folder, recipe, { turn, code, terraform: 0 });
          expect([turn, code, seen.code, ofProgram(seen.calls).length]).toEqual([turn, code, code, turn]);
          const kept = KEEPS_ITS_FOLDER[name];
          if (kept !== undefined) expect(existsSync(path.join(seen.here, kept))).toBe(false);
        }
      if (!well.calls.some((call) => call.startsWith('terraform'))) return;
      const { code, calls } = await ending(folder, recipe, { turn: 1, code: 0, terraform: 1 });
      expect([code, ofProgram(calls)]).toEqual([1, []]);
    },
  );

  it.each(Object.entries(RECIPE))(
    'says at its end that both sides are alike, or that it has only begun: %s',
    async (name, recipe) => {
      const calls = ofProgram((await ending(folder, recipe, { turn: 1, code: 0, terraform: 0 })).calls);
      const compares = / run .*--verify always| verify /.test(calls.at(-1) ?? '');
      const begins = calls.length === 1 && / run .*--detach/.test(calls[0] ?? '');
      expect([name, compares, begins]).toEqual([name, !begins, begins]);
      if (begins) expect(PAGE).toMatch(new RegExp(`^\\| .*\\]\\(\\.\\./examples/pipelines/${name}\\).* \\| no: `, 'm'));
    },
  );

  it('is no success of GitLab or Jenkins while the jobs still run', () => {
    expect(textOf('jenkins/Jenkinsfile').replace(/\s+/g, ' ')).toMatch(
      /if \(code == 4\) \{ unstable\([^)]*\) \} else if \(code != 0\) \{ error\(/,
    );
    expect(textOf('jenkins/Jenkinsfile')).toContain('skipStagesAfterUnstable()');
    const { retry } = yamlOf('gitlab/.gitlab-ci.yml')['backfill'] as { retry: unknown };
    expect(retry).toEqual({ max: 2, exit_codes: [4] });
    expect(at(yamlOf('gitlab/.gitlab-ci.yml'), 'backfill', 'image')[0]).toContain('@sha256:');
  });

  it('compares in GitHub Actions where nothing has failed before, also where there was nothing to watch', () => {
    const { jobs } = yamlOf('github-actions/backfill.yml') as {
      jobs: Readonly<Record<string, { needs?: unknown; if?: string }>>;
    };
    expect(Object.entries(jobs).map(([name, { needs, if: when }]) => [name, needs, when])).toEqual([
      ['start', undefined, undefined],
      ['watch', 'start', "needs.start.outputs.outcome == 'detached'"],
      ['prove', ['start', 'watch'], '${{ !failure() && !cancelled() }}'],
    ]);
  });

  it('names what it runs by commit, lock file or digest, and holds no key', () => {
    const texts = readdirSync(RECIPES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    const all = texts.join('\n');
    const used = [...all.matchAll(/uses: (\S+)/g)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((name) => !/^\.\/|@[0-9a-f]{40}$/.test(name))).toEqual([]);
    expect(
      [...all.matchAll(/npx (?!--no s3-backfill)\S+|npm (?!ci --ignore-scripts)\w+/g)].map(([one]) => one),
    ).toEqual([]);
    expect(all).not.toMatch(/AKIA|aws_secret|secrets\.|access_key/i);
    // What makes green of red.
    expect(all).not.toMatch(/\|\| true|continue-on-error|allow_failure|fail-when-running|on-failure: continue/i);
  });
});
