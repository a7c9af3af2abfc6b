// What a job that copies cannot be told, refused: nothing that was said is left unheeded.
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { overlapOf } from '../copy/engine/overlap';
import { NO_TASK, UNHEEDED_BY_COPIES } from '../unheeded-by-copies';
import type { CopyRequest } from '../copy/plan-copies';
import { folderOf, isInPlace } from './copy-job';

const NO_WORD = 'no job of S3 Batch Operations that copies (S3PutObjectCopy) can be told so; --method copy can';
const PACED = 'S3 decides how fast its jobs are';

/** Flags that a job cannot heed. With a value behind a space: what begins so. */
export const UNHEEDED: Readonly<Record<string, string>> = {
  ...UNHEEDED_BY_COPIES,
  'task-arn': NO_TASK,
  'annotations exclude': NO_WORD,
  keep: NO_WORD,
  restored: NO_WORD,
  delete: NO_WORD,
  'max-delete': NO_WORD,
  'all-versions': NO_WORD,
  'parts-above': NO_WORD,
  'max-workers': PACED,
  'max-requests-per-second': PACED,
  'max-bandwidth': PACED,
  'destination-encryption aws:kms:dsse': NO_WORD,
  'print-command': 'it starts no other program',
};

/** @throws RunnerError `usage`: keys cannot become what they are to be, or copies would be copied */
export function refusePlace(request: CopyRequest, { command }: Pick<Engine, 'command'>): void {
  const { from, to } = request;
  if (folderOf(from, to) === 'impossible')
    throw new RunnerError(
      'usage',
      `a job puts a folder before the whole key (TargetKeyPrefix), and changes it in no other way: '${visible(from.prefix)}x' cannot become '${visible(to.prefix)}x'`,
      `end --destination-prefix with '/${visible(from.prefix)}', or copy object by object with: ${command('run', [], {}, { method: 'copy' })}`,
    );
  if (isInPlace(request)) return;
  const fault = overlapOf(from, to);
  if (fault !== undefined)
    throw new RunnerError('usage', fault, 'name another bucket, or a prefix that neither holds the other');
}
