// Tables of DuckDB, on whatever machine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { workshop } from '../../../runner/system/duckdb';

let folder: string;
const before = process.env['TZ'];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'duckdb-'));
  process.env['TZ'] = 'Asia/Tokyo';
});
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
  rmSync(folder, { recursive: true, force: true });
});

describe('DuckDB', () => {
  it('tells times in UTC, and not in the zone of the machine', async () => {
    const { signal } = new AbortController();
    const tables = await workshop.open({ folder, memoryMebibytes: 128, threads: 1, signal });
    try {
      const [row] = await tables.rows(
        "select current_setting('TimeZone') as zone, cast(timestamptz '2026-01-01 23:30:00+00' as varchar) as time",
      );
      expect(row).toEqual({ zone: 'UTC', time: '2026-01-01 23:30:00+00' });
    } finally {
      await tables.close();
    }
  });
});
