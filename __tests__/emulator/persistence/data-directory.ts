// A data directory that a test fills, lets crash, and starts from again.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { EmulatorOptions } from '../../../emulator/emulator';
import type { World } from '../../../emulator/world/world';
import { bugs, startEmulator, type Running } from '../running';

export interface DataDirectory {
  readonly path: string;
  /** Path of the journal in it, or in another directory. */
  journal(of?: string): string;
  /** Starts an emulator that keeps its state in it, or in another directory. */
  start(options?: EmulatorOptions, directory?: string): Promise<Running>;
  /** Closes at the end what was started elsewhere. */
  add(running: Running): void;
  /** The directory as a crash at this moment would leave it, in another place. */
  crashed(name?: string): string;
  /** Closes what was started, and removes the directory. */
  end(): Promise<void>;
}

export function makeDataDirectory(): DataDirectory {
  const directory = mkdtempSync(path.join(tmpdir(), 's3-backfill-state-'));
  const started: Running[] = [];
  const journal = (of = directory) => path.join(of, 'state.journal');
  return {
    path: directory,
    journal,
    async start(options = {}, dataDirectory = directory) {
      const running = await startEmulator({ dataDirectory, ...options });
      started.push(running);
      return running;
    },
    add: (running) => started.push(running),
    crashed(name = 'crashed') {
      const copy = path.join(directory, name);
      cpSync(journal(), journal(copy));
      return copy;
    },
    async end() {
      for (const running of started) {
        await running.close();
        expect(bugs(running)).toEqual([]);
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** All that is kept of a world, in a form that can be compared. */
export function contentOf(world: World): unknown {
  const maps = Object.entries(world).filter(([name, part]) => part instanceof Map && name !== 'buckets');
  return {
    things: Object.fromEntries(maps),
    buckets: [...world.buckets.values()].map((bucket) => ({ ...bucket, versions: [...bucket.versions.ascend()] })),
  };
}
