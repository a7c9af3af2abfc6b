// A program with all that it has started.
import { spawn, type ChildProcess } from 'node:child_process';
import { kill, platform } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** Between two looks whether it has ended. */
const LOOK_MS = 10;

/** Windows has no groups of processes: there the program alone is ended. */
export const HAS_GROUPS = platform !== 'win32';

/** @returns whether somebody is there who got it; 0 asks only */
function signalled(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return HAS_GROUPS ? kill(-child.pid, signal) : child.kill(signal);
  } catch {
    return false;
  }
}

/**
 * Ends it with all that it has started: what is left running would keep the streams of this process open.
 * @param killMs between its being asked to end and its being killed
 */
export async function endGroup(child: ChildProcess, killMs: number): Promise<void> {
  if (!signalled(child, 'SIGTERM')) return;
  for (let waitedMs = 0; waitedMs < killMs && signalled(child, 0); waitedMs += LOOK_MS) await delay(LOOK_MS);
  signalled(child, 'SIGKILL');
}

/** Reads until its input ends, which it does with whoever has started it, however that ends. */
const GUARD = 'read -r line; kill -TERM "-$1"; sleep 2; kill -KILL "-$1"';

/**
 * Ends the group when this program does, even where it is killed: what it has started would go on, and nobody would know of it.
 * @returns what takes the guard away, once the group has ended
 */
export function guardGroup({ pid }: ChildProcess): () => void {
  if (pid === undefined || !HAS_GROUPS) return () => undefined;
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.once('error', () => undefined);
  guard.stdin.once('error', () => undefined);
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
