// A file or a directory that is named twice, however it is spelled: what is written is never written over what is read, or written, too.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VERBS } from '../../../../runner/cli/cli';
import { refuseFilesNamedTwice } from '../../../../runner/cli/argv/files-named-twice';
import type { Command } from '../../../../runner/cli/commands/command';
import type { Given } from '../../../../runner/cli/flag-values';
import type { World } from '../../../../runner/ports/world';
import { placeOf } from '../../../../runner/system/place-of';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twice-'));
  mkdirSync(path.join(folder, 'real'));
  symlinkSync('real', path.join(folder, 'link'));
  writeFileSync(path.join(folder, 'keys.json'), '');
  symlinkSync('keys.json', path.join(folder, 'keys.txt'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function refuse(verb: string, given: Given): Promise<void> {
  const world = { workingDirectory: folder, files: { place: placeOf } } as unknown as World;
  return refuseFilesNamedTwice(given, VERBS[verb] as Command, world);
}

describe('a file that is written', () => {
  it.each<[string, string, Given]>([
    ['through a link to its folder', 'verify', { certificate: 'real/c.json', 'report-file': 'link/c.json' }],
    ['with points in it', 'verify', { certificate: 'real/../c.json', 'report-file': './c.json' }],
    ['by a link to what is read', 'verify', { certificate: 'keys.json', keys: 'keys.txt' }],
    ['as the evidence that is kept', 'verify', { certificate: 'real/evidence.json', evidence: 'link/' }],
    ['as the evidence that is read', 'verify', { certificate: 'link/evidence.json', from: 'real' }],
    ['as the evidence of before', 'verify', { 'report-file': 'real/evidence.json', from: 'other', since: 'link' }],
    ['as the report that is read', 'verify', { 'report-file': 'new/evidence.json', report: './new/' }],
    ['as the report that is kept', 'report', { 'report-file': 'real/evidence.json', evidence: 'link' }],
    ['as both evidence and report', 'verify', { evidence: 'real', report: 'link' }],
    ['as the signature beside it', 'verify', { certificate: 'c.json', 'sign-with': 'c.json.sig' }],
  ])('is refused where it is named again %s', async (_title, verb, given) => {
    await expect(refuse(verb, given)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /^--[\w-]+ and --[\w-]+ both name '.*': one would be written over the other$/,
      ) as unknown,
    });
  });

  it.each<[string, string, Given]>([
    ['beside the evidence, in its directory', 'verify', { certificate: 'real/c.json', evidence: 'real' }],
    ['besides a job that is no directory', 'verify', { certificate: 'evidence.json', report: 'a-job' }],
    ['and signed by a key of KMS', 'verify', { certificate: 'c.json', 'sign-with': 'alias/c.json' }],
    ['whose key is another file', 'verify', { certificate: 'c.json', 'sign-with': 'key.pem' }],
    ['to standard output, of what is read from standard input', 'run', { outputs: '-', 'report-file': '-.json' }],
  ])('is written %s', async (_title, verb, given) => {
    await expect(refuse(verb, given)).resolves.toBeUndefined();
  });

  it('may not be two readers: a directory that is read twice is nothing to refuse', async () => {
    await expect(refuse('verify', { from: 'real', since: 'link' })).resolves.toBeUndefined();
  });
});
