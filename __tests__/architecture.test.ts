// Holds docs/architecture.md: who may import whom, types included; that no files import each other in a circle; how full a folder may be.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(__dirname, '..');

interface Import {
  /** Relative to the root, with forward slashes. */
  readonly from: string;
  /** A project file relative to the root, without extension; or a package's name and path. */
  readonly to: string;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|\n\s*import\s*'([^']+)'/g;

function importsOf(file: string): Import[] {
  const text = `\n${readFileSync(path.join(ROOT, file), 'utf8')}`;
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    const to = name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name;
    return { from: file, to };
  });
}

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')));
}

const RUNNER = sources('runner').flatMap(importsOf);
const MODULES = sources('modules').flatMap(importsOf);
const EMULATOR = sources('emulator').flatMap(importsOf);
const LAMBDAS = sources('lambdas').flatMap(importsOf);

/**
 * The folders of each part, from the door to the ground: a folder imports what stands below it, never what stands above. A part's
 * own files count as the folder ''.
 */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  runner: [
    '',
    'library',
    'cli',
    'verbs',
    'recommend',
    'methods',
    'restores',
    'plan',
    'canary',
    'verify',
    'survey',
    'checks',
    'patches',
    'estimate',
    'policy',
    'evidence',
    'signing',
    'routes',
    'replication',
    'target',
    'renderers',
    // Adapters implement ports, and only main.ts and library.ts bind them.
    'aws',
    'system',
    'events',
    'pacing',
    'ports',
    'text',
  ],
  modules: [
    'index.ts',
    'settings',
    'detached-run',
    'pipeline-role',
    'batch-replication',
    'batch-copy',
    'datasync-copy',
    'inventory-copy',
    'functions',
    'athena-evidence',
    'after-care',
    'outputs',
    'buckets',
    'roles',
    'policies',
    'replication',
    'place',
    'refusals',
    'values',
    'handoff.ts',
  ],
  lambdas: [
    'reader.ts',
    'run-detached.ts',
    'worker.ts',
    'system.ts',
    'aws',
    'settings.ts',
    'reading',
    'working',
    'detached',
    'postpone.ts',
    'invocation.ts',
  ],
  emulator: [
    '',
    'persistence',
    'server',
    'control',
    'faults',
    'signing',
    'sts',
    'states',
    'athena',
    'glue',
    'datasync',
    'monitoring',
    'events',
    'inventory',
    'lambda',
    'sqs',
    'batch',
    'replication',
    's3',
    'kms',
    'iam',
    'world',
    'http',
    'time',
  ],
};
/** A path alone should tell what is inside: more files than these lie flat in no folder. */
const MOST_FILES = 16;

/** Where a file stands in the order of its part: that of its folder, or its own. */
function placeIn(order: readonly string[], part: string, file: string): number {
  const [first = '', ...more] = file.slice(part.length + 1).split('/');
  if (more.length > 0) return order.indexOf(first);
  const own = order.indexOf(first.endsWith('.ts') ? first : `${first}.ts`);
  return own === -1 ? order.indexOf('') : own;
}

/** Files of `imports` that lead to themselves, each circle as one line. */
function circlesIn(imports: readonly Import[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), `${to}.ts`]);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const seen = path.indexOf(file);
    if (seen >= 0) circles.push([...path.slice(seen), file].join(' -> '));
    if (seen >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return circles;
}

const into = (folder: string) => (one: Import) => one.to.startsWith(`${folder}/`);
const show = (one: Import) => `${one.from} -> ${one.to}`;

const isAwsSdk = (one: Import) => one.to.startsWith('@aws-sdk/') || one.to.startsWith('@smithy/');
const isCdktf = (one: Import) => /^(cdktf|constructs|@cdktf\/)/.test(one.to);

describe.each(Object.entries(ORDER))('the folders of %s', (part, order) => {
  const files = sources(part);
  const imports = files.flatMap(importsOf);

  it('are all in the order', () => {
    expect(files.filter((file) => placeIn(order, part, file) === -1)).toEqual([]);
  });

  it('import what stands below them, types included', () => {
    const upwards = imports.filter((one) => {
      if (!into(part)(one)) return false;
      const [from, to] = [placeIn(order, part, one.from), placeIn(order, part, one.to)];
      return to < from;
    });
    expect(upwards.map(show)).toEqual([]);
  });

  it('hold no files that import each other in a circle, types included', () => {
    expect(circlesIn(imports.filter(into(part)))).toEqual([]);
  });

  it(`hold at most ${MOST_FILES} files each`, () => {
    const folders = files.map((file) => path.posix.dirname(file));
    const crowded = [...new Set(folders)].filter(
      (one) => folders.filter((folder) => folder === one).length > MOST_FILES,
    );
    expect(crowded).toEqual([]);
  });
});

describe('a circle', () => {
  it('is found, however long it is', () => {
    const arrows = [
      ['a.ts', 'b'],
      ['b.ts', 'c'],
      ['c.ts', 'a'],
      ['c.ts', 'd'],
    ] as const;
    expect(circlesIn(arrows.map(([from, to]) => ({ from, to })))).toEqual(['a.ts -> b.ts -> c.ts -> a.ts']);
    expect(circlesIn(arrows.slice(1).map(([from, to]) => ({ from, to })))).toEqual([]);
  });
});

describe('who may import whom', () => {
  it('reads the imports: each part has some', () => {
    expect(Math.min(RUNNER.length, MODULES.length, EMULATOR.length)).toBeGreaterThan(10);
  });

  it('modules know neither the runner nor the emulator', () => {
    expect(MODULES.filter((one) => into('runner')(one) || into('emulator')(one) || isAwsSdk(one)).map(show)).toEqual(
      [],
    );
  });

  it('the handoff imports nothing', () => {
    expect(MODULES.filter((one) => one.from === 'modules/handoff.ts').map(show)).toEqual([]);
  });

  it('programs know of the docs only where a page is, and that file knows nothing of them', () => {
    const programs = [...RUNNER, ...MODULES, ...EMULATOR].filter(into('docs'));
    expect(programs.filter(({ to }) => to !== 'docs/installed-page').map(show)).toEqual([]);
    const beyond = importsOf('docs/installed-page.ts').filter(({ to }) => !to.startsWith('node:'));
    expect(beyond.map(show)).toEqual([]);
  });

  it('the generator of the HCL module knows the modules alone', () => {
    const generator = sources('terraform/generator').flatMap(importsOf);
    const beyond = generator.filter(
      (one) =>
        !into('modules')(one) &&
        one.to !== 'modules' &&
        !into('terraform/generator')(one) &&
        !isCdktf(one) &&
        !one.to.startsWith('node:'),
    );
    expect(beyond.map(show)).toEqual([]);
  });

  it('the runner knows of the modules only the handoff', () => {
    expect(RUNNER.filter((one) => into('modules')(one) && one.to !== 'modules/handoff').map(show)).toEqual([]);
  });

  it('the runner never loads cdktf, constructs or a provider', () => {
    expect(RUNNER.filter(isCdktf).map(show)).toEqual([]);
  });

  it('one file of the runner imports the emulator: the verb that starts it', () => {
    const files = new Set(RUNNER.filter(into('emulator')).map((one) => one.from));
    expect([...files]).toEqual([expect.stringMatching(/emulator/)]);
  });

  it('the AWS SDK is imported by the adapters alone', () => {
    const outside = RUNNER.filter((one) => isAwsSdk(one) && !one.from.startsWith('runner/aws/'));
    expect(outside.map(show)).toEqual([]);
  });

  it('the engine does not import its adapters: only the files that bind them do', () => {
    const adapters = RUNNER.filter((one) => into('runner/aws')(one) && !one.from.startsWith('runner/aws/'));
    expect(new Set(adapters.map((one) => one.from))).toEqual(new Set(['runner/library.ts', 'runner/main.ts']));
  });

  it('the emulator imports nothing of the code that it checks', () => {
    const forbidden = (one: Import) => into('modules')(one) || into('runner')(one) || isCdktf(one) || isAwsSdk(one);
    expect(EMULATOR.filter(forbidden).map(show)).toEqual([]);
  });

  it.each([
    // What is measured by itself, in a program of its own.
    ['bench', ['bench/copying/request-loop.ts -> runner/aws/lean/connection']],
    ['docs/session', []],
    ['docs/site', []],
  ] as const)('%s starts the runner and the emulator as programs, and imports neither, but %j', (folder, measured) => {
    const forbidden = (one: Import) => into('runner')(one) || into('emulator')(one);
    const imports = sources(folder).flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(3);
    expect(imports.filter(forbidden).map(show)).toEqual(measured);
  });

  it('the functions know of the runner what copies, what is read and what both sides write, and nothing that needs a terminal', () => {
    const known = [
      'runner/methods/copy/engine/',
      'runner/methods/copy/walk/',
      'runner/methods/inventory/messages/',
      'runner/evidence/',
      'runner/verify/copies/',
      'runner/ports/',
      'runner/text/',
      'hyparquet',
    ];
    const beyond = LAMBDAS.filter(({ from, to }) => {
      if (to.startsWith('lambdas/') || to.startsWith('node:')) return false;
      if (from.startsWith('lambdas/aws/') && (to.startsWith('runner/aws/') || to.startsWith('@aws-sdk/'))) return false;
      return !known.some((folder) => to.startsWith(folder));
    });
    expect(LAMBDAS.length).toBeGreaterThan(10);
    expect(beyond.map(show)).toEqual([]);
  });

  it('nobody imports the functions: they are deployed', () => {
    expect([...RUNNER, ...MODULES, ...EMULATOR].filter(into('lambdas')).map(show)).toEqual([]);
  });

  it('the action knows of the runner its events and how they are told, and starts it as a program', () => {
    const action = sources('action').flatMap(importsOf);
    const known = ['action/', 'node:', 'runner/events/', 'runner/renderers/', 'runner/text/', 'package.json'];
    expect(action.length).toBeGreaterThan(5);
    expect(action.filter(({ to }) => !known.some((one) => to.startsWith(one))).map(show)).toEqual([]);
  });

  it('main.ts decides nothing: it imports modules only', () => {
    const beyond = importsOf('main.ts').filter((one) => !into('modules')(one) && !one.to.startsWith('node:'));
    expect(beyond.map(show)).toEqual([]);
  });

  it('no folder or file has a name that explains nothing', () => {
    const files = ['action', 'modules', 'runner', 'lambdas', 'emulator', 'examples', 'bench', '__tests__'].flatMap(
      sources,
    );
    const vague = /(^|\/)(utils?|helpers?|common|misc|core|types|interfaces|constants)(\.ts|\/)/;
    expect(files.filter((file) => vague.test(file))).toEqual([]);
  });
});
