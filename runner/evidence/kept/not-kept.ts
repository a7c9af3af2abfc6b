// Evidence that cannot be written: no comparison is made of which it was to be kept.
import { isRunnerError, RunnerError } from '../../ports/errors';

export class NotKept extends RunnerError {}

/** @throws NotKept when `written` is refused */
export async function notKept(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (!isRunnerError(error)) throw error;
    const hint = `name another directory with --evidence${/ENOSPC|EDQUOT/.test(error.message) ? ', or free disk space there and start the same command again' : ''}`;
    throw new NotKept(error.kind, `the evidence cannot be kept: ${error.message}`, hint);
  }
}
