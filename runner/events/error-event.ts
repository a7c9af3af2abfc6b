// What is said of an error: the last event.
import { isRunnerError } from '../ports/errors';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import type { ErrorEvent } from './events';
import { exitCode } from './exit-code';

export function errorEvent(error: unknown): ErrorEvent {
  if (!isRunnerError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    const hint =
      'this is an internal error of s3-backfill: please report it; a job that was created goes on, and the same command finds it';
    return {
      kind: 'error',
      error: 'internal-error',
      exitCode: exitCode({ internalError: true }),
      message: visible(message),
      hint,
    };
  }
  const { kind, message, hint, code } = error;
  const said = message.startsWith('interrupted;') ? message : 'interrupted; nothing was sent';
  const text = kind === 'interrupted' ? said : message;
  const rest = { ...defined({ hint, code }) };
  return { kind: 'error', error: kind, exitCode: exitCode({ error: kind }), message: text, ...rest };
}
