// The README keeps its promises: short, its links resolve, its commands and exit codes exist.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const README = read('README.md');
const PACKAGE = JSON.parse(read('package.json')) as { scripts: Record<string, string>; bin: Record<string, string> };

describe('README', () => {
  it('is shorter than 200 lines', () => {
    expect(README.split('\n').length).toBeLessThan(200);
  });

  it('answers the question about existing_object_replication before anything else', () => {
    expect(README.split('\n').slice(0, 6).join('\n')).toMatch(/existing_object_replication[\s\S]*MalformedXML/);
  });

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'])('%s links to files that exist', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    const missing = links.filter((link) => !existsSync(path.join(ROOT, path.dirname(file), link)));
    expect(missing).toEqual([]);
  });

  it('uses npm scripts that exist', () => {
    const scripts = [...`${README}${read('CONTRIBUTING.md')}`.matchAll(/npm run ([a-z:]+)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(scripts.filter((name) => !(name in PACKAGE.scripts))).toEqual([]);
  });

  it('is what CI runs', () => {
    const ci = read('.ci/run');
    for (const command of ['npm ci', 'npm run demo', 'npm run test:all']) {
      expect(README).toContain(command);
      expect(ci).toContain(command);
    }
  });
});
