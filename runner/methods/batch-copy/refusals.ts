// What a job that copies cannot be told, refused before anything is asked: nothing that was said is left unheeded.
import type { CopyOptions } from '../../plan/copy-options';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { overlapOf } from '../copy/engine/overlap';
import type { CopyRequest } from '../copy/plan-copies';
import { folderOf, isInPlace } from './copy-job';

/** By the flag that says it. */
const UNSAYABLE: readonly (readonly [flag: string, isSaid: (copies: CopyOptions) => boolean])[] = [
  ['--annotations exclude', ({ annotations }) => annotations === 'exclude'],
  ['--keep', ({ keep = [] }) => keep.length > 0],
  ['--restored', ({ restored }) => restored === true],
  ['--delete', ({ deletes }) => deletes !== undefined],
  ['--all-versions', ({ allVersions }) => allVersions === true],
  ['--parts-above', ({ partsAboveBytes }) => partsAboveBytes !== undefined],
  ['--max-workers', ({ mostAtOnce }) => mostAtOnce !== undefined],
  ['--max-requests-per-second', ({ requestsPerSecond }) => requestsPerSecond !== undefined],
  ['--max-bandwidth', ({ bytesPerSecond }) => bytesPerSecond !== undefined],
  ['--destination-encryption aws:kms:dsse', ({ encryption }) => encryption?.algorithm === 'aws:kms:dsse'],
];

/** @throws RunnerError `usage` */
export function refuseUnsayable(copies: CopyOptions): void {
  const [flag] = UNSAYABLE.find(([, isSaid]) => isSaid(copies)) ?? [];
  if (flag === undefined) return;
  throw new RunnerError(
    'usage',
    `${flag} cannot be said to a job of S3 Batch Operations that copies (S3PutObjectCopy)`,
    'leave it out, or copy with --method copy, which has it',
  );
}

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
