// Folders, and file systems that take none.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from '../../../runner/system/make-folder';
import { appendSafely, writeSafely } from '../../../runner/system/write-file';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes those that it lies in, and leaves what is there', () => {
    const deep = path.join(folder, 'a', 'b');
    makeFolder(deep, 0o700);
    makeFolder(deep, 0o755);
    expect(statSync(deep).mode & 0o777).toBe(0o700);
  });

  // Linux alone has it.
  (existsSync('/proc/self') ? it : it.skip)('ends where a file system takes no folders', async () => {
    const refused = expect.objectContaining({ code: 'ENOENT' });
    expect(() => makeFolder('/proc/s3-backfill/evidence')).toThrow(refused);
    await expect(writeSafely('/proc/s3-backfill/report.html', 'text', {})).rejects.toEqual(refused);
    await expect(appendSafely('/proc/s3-backfill/journal', 'text')).rejects.toEqual(refused);
  });
});
