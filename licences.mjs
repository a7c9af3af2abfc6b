// The licences of what is in the bundle: of each package whose code esbuild put there, and of no other.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** SPDX ids that may be shipped with a program under Apache-2.0. Any other fails the build, GPL and AGPL among them. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const LICENCE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;
const NOTICE_FILE = /^notice(\..*)?$/i;

const MIT = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const AWS_SDK = {
  licence: 'Apache-2.0',
  sameAs: '@aws-sdk/core',
  source: 'https://github.com/aws/aws-sdk-js-v3/blob/main/LICENSE, which covers every package of that repository',
};

/** Packages that come without a licence file: where their text is from. */
const TEXT_ELSEWHERE = {
  '@aws-sdk/credential-provider-http': AWS_SDK,
  '@aws-sdk/credential-provider-login': AWS_SDK,
  '@aws-sdk/nested-clients': AWS_SDK,
  '@nodable/entities': {
    licence: 'MIT',
    text: MIT('Amit Gupta (https://solothought.com)'),
    source: 'https://spdx.org/licenses/MIT.html, with the author that its package.json names',
  },
};

/**
 * @param metafile - of esbuild, whose paths are relative to `root`
 * @param root - folder of this project
 * @returns the text of THIRD_PARTY_LICENSES.txt
 * @throws Error that names every package that may not be shipped, or whose text was not found
 */
export function thirdPartyLicences(metafile, root) {
  const packages = packagesIn(metafile, root);
  const faults = packages.flatMap((one) => faultsOf(one, packages));
  if (faults.length > 0) throw new Error(['THIRD_PARTY_LICENSES.txt cannot be written:', ...faults].join('\n  '));
  const first = new Map();
  const entries = packages.map((one) => {
    const { text, source } = textOf(one, packages);
    const name = `${one.name} ${one.version}`;
    // Most packages of one maker have one text to the letter.
    const same = first.get(text);
    if (same === undefined) first.set(text, name);
    return [
      RULE,
      name,
      `License: ${one.licence}`,
      ...(source === undefined ? [] : [`Text: ${source}`]),
      '',
      same === undefined ? text : `The text is that of ${same}, above.`,
      ...one.notices.flatMap((notice) => ['', 'NOTICE', '', notice]),
      '',
    ].join('\n');
  });
  return [INTRODUCTION, ...entries].join('\n');
}

const RULE = '-'.repeat(80);
const INTRODUCTION = `The files of the program s3-backfill hold code of the packages below, each under its own licence.\n`;

/** Sorted by name and version. */
function packagesIn({ outputs }, root) {
  const folders = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0) folders.add(packageFolder(path.resolve(root, file)));
    }
  }
  folders.delete(path.resolve(root));
  const packages = [...folders].map(packageAt);
  const key = ({ name, version }) => `${name} ${version}`;
  const each = new Map(packages.map((one) => [key(one), one]));
  return [...each.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Folder of the nearest package.json that names a package; a package may hold others, which only say how to load files. */
function packageFolder(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'));
      if (name !== undefined && version !== undefined) return folder;
    }
    if (folder === path.dirname(folder)) throw new Error(`no package.json above ${file}, which is in the bundle`);
  }
}

function packageAt(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const read = (pattern) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && pattern.test(entry.name))
      .map((entry) => entry.name)
      .sort()
      .map((file) => readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim());
  return { name, version, licence: license, texts: read(LICENCE_FILE).filter(Boolean), notices: read(NOTICE_FILE) };
}

function faultsOf(one, packages) {
  const name = `${one.name} ${one.version}`;
  if (!isAllowed(one.licence)) {
    return [`${name}: its licence is ${JSON.stringify(one.licence)}; allowed are ${ALLOWED.join(', ')}`];
  }
  if (textOf(one, packages) !== undefined) return [];
  return [
    `${name}: no licence text; looked for LICENSE, LICENCE and COPYING, with any ending, beside its package.json. ` +
      'Name the source of the text in TEXT_ELSEWHERE of licences.mjs',
  ];
}

/** Of several that one may choose among, one has to be allowed. */
function isAllowed(licence) {
  if (typeof licence !== 'string') return false;
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((id) => ALLOWED.includes(id));
}

/** Its own text; else the one that the table has for it, as long as it is for the licence that the package names. */
function textOf({ name, licence, texts }, packages) {
  if (texts.length > 0) return { text: texts.join('\n\n') };
  const elsewhere = TEXT_ELSEWHERE[name];
  if (elsewhere === undefined || elsewhere.licence !== licence) return undefined;
  const text = elsewhere.text ?? packages.find((one) => one.name === elsewhere.sameAs)?.texts[0];
  return text === undefined ? undefined : { text, source: elsewhere.source };
}
