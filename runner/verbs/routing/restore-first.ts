// Archived objects are restored before the method that copies them is started.
import type { Ending, RunnerEvent } from '../../events/events';
import { isRunnerError, RunnerError } from '../../ports/errors';
import { restoring } from '../../restores/restore';
import type { NotRestored } from '../../restores/archived-objects';
import type { ObjectVersionId } from '../../target/manifest-csv';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Handing, Part } from './part';

export interface Readable {
  readonly versions: readonly ObjectVersionId[];
  /** Why others cannot be read. @default - all can */
  readonly without?: string;
  /** Why nothing more is begun. @default - it goes on */
  readonly stopped?: Ending;
}

const GOES_ON = 'what S3 was asked to restore, it goes on restoring, and the same command waits for it';

function failedText(failed: readonly NotRestored[]): string | undefined {
  const [first] = failed;
  if (first === undefined) return undefined;
  const reasons = [...new Set(failed.map(({ why }) => why))].slice(0, 3).map(visible);
  return `${counted(failed.length, 'archived object')} could not be restored, '${visible(first.key)}' for example: ${reasons.join('; ')}`;
}

/** What of a part can be read once it is restored, if it has to be. */
export async function* restoreFirst(
  { versions, copies: { restored = false } }: Pick<Part, 'versions' | 'copies'>,
  { target, engine, options }: Handing,
): AsyncGenerator<RunnerEvent, Readable> {
  if (!restored) return { versions };
  const { restores, agree, estimate, deadlineMs, pollSeconds, again: comeBack } = options;
  const keys = [...new Set(versions.map(({ key }) => key))];
  const how = { pollSeconds, ...defined({ restores, agree, estimate, deadlineMs }) };
  try {
    const { readable, failed, ongoing } = yield* restoring(keys, target.source, engine, how);
    if (ongoing > 0) {
      const summary = `time is up, and S3 is still restoring ${counted(ongoing, 'archived object')}; ${GOES_ON}`;
      return { versions: [], stopped: { outcome: 'still-running', summary, transferIds: [], comeBack } };
    }
    const ready = new Set(readable);
    return { versions: versions.filter(({ key }) => ready.has(key)), ...defined({ without: failedText(failed) }) };
  } catch (error) {
    if (isRunnerError(error, 'interrupted'))
      return {
        versions: [],
        stopped: { outcome: 'interrupted', summary: `interrupted; ${GOES_ON}`, transferIds: [], comeBack },
      };
    if (isRunnerError(error, 'credentials', 'expired')) {
      yield { kind: 'note', detail: `${GOES_ON}: ${comeBack}` };
      throw new RunnerError('expired', error.message, error.hint, error.code);
    }
    if (!isRunnerError(error, 'preflight', 'usage')) throw error;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return { versions: [], without: `${error.message}${hint}` };
  }
}
