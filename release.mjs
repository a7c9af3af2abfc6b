// Makes a release. .github/workflows/release.yml calls these steps one after another; anybody can run each of them by hand.
//   node release.mjs check VERSION        whether VERSION can be released from here; writes nothing
//   node release.mjs prepare VERSION      version and date into package.json, the lock file and CHANGELOG.md; one commit and its tag
//   node release.mjs assets FOLDER        tarball, SBOM, notes and SHA-256 sums, into FOLDER
//   node release.mjs publish FOLDER       the tarball to npm, with provenance; --dry-run sends nothing that changes anything
//   node release.mjs action-tag           the tag that users of the action name, on a commit that has what a build makes
// Nothing is pushed: the workflow does that, where it can be read.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What npm, provenance and messages need, and only publication can say. docs/releases.md */
const SET_AT_PUBLICATION = ['repository', 'homepage', 'bugs'];
const VERSION = /^\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?$/;

const run = (program, words, options = {}) => execFileSync(program, words, { encoding: 'utf8', ...options });
const git = (...words) => run('git', words).trim();
const manifest = () => JSON.parse(readFileSync('package.json', 'utf8'));

/** The heading of a version, and what stands below it. */
function sectionOf(version) {
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const heading = changelog.split('\n').find((line) => line.startsWith(`## ${version} `));
  if (heading === undefined) return undefined;
  const [, after] = changelog.split(`${heading}\n`);
  return { heading, text: after.split(/^## /m)[0].trim() };
}

/** That it says where it is published. */
function unpublishable() {
  const { name, ...fields } = manifest();
  const missing = SET_AT_PUBLICATION.filter((field) => fields[field] === undefined);
  if (missing.length === 0) return [];
  return [`package.json has no ${missing.join(', ')}: set where ${name} is published (docs/releases.md)`];
}

/** Everything that stands against it, told together. */
function faultsOf(version) {
  const faults = [];
  if (!VERSION.test(version ?? '')) return [`'${version ?? ''}' is no version; one like 0.1.0 is allowed`];
  faults.push(...unpublishable());
  if (sectionOf(version)?.text === undefined || sectionOf(version).text === '')
    faults.push(`CHANGELOG.md says nothing of ${version}: add '## ${version} — unreleased', and what has changed`);
  else if (!/ unreleased$/.test(sectionOf(version).heading))
    faults.push(`CHANGELOG.md has a date for ${version} already: '${sectionOf(version).heading}'`);
  if (git('tag', '--list', `v${version}`) !== '')
    faults.push(`the tag v${version} is there already: choose another version`);
  const uncommitted = git('status', '--porcelain');
  if (uncommitted !== '')
    faults.push(
      `there are changes that no commit has: commit them, or take them back; git status has: ${uncommitted.split('\n').slice(0, 5).join(', ')}`,
    );
  return faults;
}

function check(version) {
  refuse(faultsOf(version));
}

function refuse(faults) {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

function prepare(version) {
  check(version);
  const { heading } = sectionOf(version);
  const dated = heading.replace(/unreleased$/, new Date().toISOString().slice(0, 10));
  writeFileSync(
    'CHANGELOG.md',
    readFileSync('CHANGELOG.md', 'utf8').replace(heading, () => dated),
  );
  if (manifest().version !== version) run('npm', ['version', '--no-git-tag-version', '--ignore-scripts', version]);
  git('commit', '--quiet', '--message', `Release ${version}`, 'package.json', 'package-lock.json', 'CHANGELOG.md');
  git('tag', '--annotate', '--message', `Version ${version}`, `v${version}`);
}

function assets(folder) {
  const { name, version } = manifest();
  mkdirSync(folder, { recursive: true });
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  // What is bundled are packages that a build needs: the SBOM has all of these.
  const sbom = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--offline'];
  writeFileSync(path.join(folder, `${name}-${version}.cdx.json`), run('npm', sbom, { maxBuffer: 64 * 1024 ** 2 }));
  writeFileSync(path.join(folder, 'notes.md'), `${sectionOf(version)?.text ?? ''}\n`);
  const sums = readdirSync(folder)
    .filter((file) => file.startsWith(`${name}-${version}.`))
    .sort()
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(path.join(folder, file)))
          .digest('hex')}  ${file}\n`,
    );
  writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
}

function publish(folder, ...more) {
  refuse(unpublishable());
  const { name, version } = manifest();
  const tag = version.includes('-') ? 'next' : 'latest';
  const tarball = `./${path.join(folder, `${name}-${version}.tgz`)}`;
  const words = ['publish', tarball, '--provenance', '--access', 'public', '--ignore-scripts', '--tag', tag, ...more];
  run('npm', words, { stdio: 'inherit' });
}

/** `v1` of version 1.2.3; before 1.0.0, where a minor version may break what is there, `v0.2` of version 0.2.3. */
function actionTag() {
  const [major, minor] = manifest().version.split('.');
  const name = major === '0' ? `v0.${minor}` : `v${major}`;
  const release = git('rev-parse', `v${manifest().version}^{commit}`);
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-release-'));
  try {
    const env = { ...process.env, GIT_INDEX_FILE: path.join(folder, 'index') };
    const apart = (...words) => run('git', words, { env }).trim();
    apart('read-tree', release);
    apart('add', '--force', 'dist');
    const commit = apart(
      'commit-tree',
      apart('write-tree'),
      '-p',
      release,
      '-m',
      `Version ${manifest().version} with what a build makes`,
    );
    git('tag', '--force', name, commit);
    console.log(name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STEPS = { check, prepare, assets, publish, 'action-tag': actionTag };
const [step = '', ...words] = process.argv.slice(2);
try {
  if (!Object.hasOwn(STEPS, step))
    throw new Error(`step '${step}': one of ${Object.keys(STEPS).join(', ')} is allowed`);
  STEPS[step](...words);
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}
