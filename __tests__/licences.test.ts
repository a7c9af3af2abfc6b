// What stands in THIRD_PARTY_LICENSES.txt, and what stops the build. licences.mjs is an ES module, so that a Node of its own loads it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeFolder, PROJECT, removeFolder } from './e2e/setup';

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
}

describe('the licences of the bundle', () => {
  let root: string;
  beforeAll(() => {
    root = makeFolder();
    write('package.json', JSON.stringify({ name: 'ours', version: '1.0.0', license: 'Apache-2.0' }));
  });
  afterAll(() => removeFolder(root));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }

  /** @returns the path of a file of the package, as esbuild names it */
  function addPackage(manifest: Manifest, files: Readonly<Record<string, string>>, below = 'node_modules'): string {
    const folder = `${below}/${manifest.name}`;
    write(`${folder}/package.json`, JSON.stringify({ version: '1.0.0', license: 'MIT', ...manifest }));
    for (const [name, text] of Object.entries(files)) write(`${folder}/${name}`, text);
    return `${folder}/lib/index.js`;
  }

  function licencesOf(bytesOfInputs: Readonly<Record<string, number>>): { text: string; error: string } {
    const inputs = Object.entries(bytesOfInputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }] as const);
    const metafile = { outputs: { 'out.js': { inputs: Object.fromEntries(inputs) } } };
    const script = [
      `import { thirdPartyLicences } from ${JSON.stringify(pathToFileURL(path.join(PROJECT, 'licences.mjs')).href)};`,
      `process.stdout.write(thirdPartyLicences(${JSON.stringify(metafile)}, ${JSON.stringify(root)}));`,
    ];
    const said = spawnSync(process.execPath, ['--input-type=module', '--eval', script.join('\n')], {
      encoding: 'utf8',
    });
    return { text: said.stdout, error: said.stderr };
  }

  it('have one entry for each package, sorted, with version, licence, text and notices', () => {
    const second = addPackage({ name: 'b' }, { 'LICENSE.md': 'Licence of b', 'NOTICE.txt': 'Notice of b' });
    const first = addPackage({ name: '@a/a', license: 'ISC' }, { license: 'Licence of a' });
    const { text } = licencesOf({ [second]: 10, 'node_modules/b/other.js': 5, [first]: 1, 'runner/main.ts': 7 });
    const [, a = '', b = '', ...more] = text.split(/^-{80}\n/m);
    expect(a.trim()).toBe('@a/a 1.0.0\nLicense: ISC\n\nLicence of a');
    expect(b.trim()).toBe('b 1.0.0\nLicense: MIT\n\nLicence of b\n\nNOTICE\n\nNotice of b');
    expect(more).toEqual([]);
  });

  it('leave out a package none of whose code was kept', () => {
    const kept = addPackage({ name: 'kept' }, { LICENSE: 'Licence of kept' });
    const shaken = addPackage({ name: 'shaken' }, { LICENSE: 'Licence of shaken' });
    const { text } = licencesOf({ [kept]: 1, [shaken]: 0 });
    expect(text).toContain('kept 1.0.0');
    expect(text).not.toContain('shaken');
  });

  it('name both of two versions, and say a text only once', () => {
    const newer = addPackage({ name: 'twice', version: '2.0.0' }, { LICENSE: 'The one text' });
    const older = addPackage({ name: 'twice' }, { LICENSE: 'The one text' }, 'node_modules/b/node_modules');
    const { text } = licencesOf({ [newer]: 1, [older]: 1 });
    expect(text).toMatch(
      /^twice 1\.0\.0\n[^]*^twice 2\.0\.0\nLicense: MIT\n\nThe text is that of twice 1\.0\.0, above\.$/m,
    );
    expect(text.match(/The one text/g)).toHaveLength(1);
  });

  it('look past a package.json that names no package', () => {
    const file = addPackage({ name: 'dual' }, { LICENSE: 'Licence of dual', 'lib/package.json': '{"type":"module"}' });
    expect(licencesOf({ [file]: 1 }).text).toContain('dual 1.0.0');
  });

  it.each([
    [
      'without a licence text',
      { name: 'textless' },
      { 'README.md': 'MIT' },
      'no licence text; looked for LICENSE, LICENCE',
    ],
    ['under the GPL', { name: 'copyleft', license: 'GPL-3.0-only' }, { LICENSE: 'x' }, 'its licence is "GPL-3.0-only"'],
    ['under the AGPL', { name: 'network', license: 'AGPL-3.0' }, { LICENSE: 'x' }, 'its licence is "AGPL-3.0"'],
    ['of which two licences hold', { name: 'both', license: '(MIT AND GPL-2.0)' }, { LICENSE: 'x' }, 'its licence is'],
    ['that names no licence', { name: 'silent', license: '' }, { LICENSE: 'x' }, 'its licence is ""'],
    ['with an empty licence file', { name: 'empty' }, { LICENSE: '\n' }, 'no licence text'],
  ])('stop the build for a package %s, with its name', (_, manifest, files: Record<string, string>, why) => {
    const { text, error } = licencesOf({ [addPackage(manifest, files)]: 1 });
    expect(text).toBe('');
    expect(error).toContain(`${manifest.name} 1.0.0: ${why}`);
  });

  it('take one licence of several to choose among', () => {
    const file = addPackage({ name: 'choice', license: '(MIT OR GPL-2.0)' }, { COPYING: 'Licence of choice' });
    expect(licencesOf({ [file]: 1 }).text).toContain('License: (MIT OR GPL-2.0)');
  });

  it('tell every fault at once', () => {
    const one = addPackage({ name: 'fault-a' }, {});
    const other = addPackage({ name: 'fault-b', license: 'AGPL-3.0' }, {});
    expect(licencesOf({ [one]: 1, [other]: 1 }).error).toMatch(/fault-a[^]*fault-b/);
  });
});
