// A program with all that it has started.
import type { ChildProcess } from 'node:child_process';
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
