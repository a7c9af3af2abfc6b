// The flags of a run, as the doctor takes them: it looks for what would stand against that run.
import type { IntendedRun } from '../checks/asked/intended-run';
import { RunnerError } from '../ports/errors';
import { makesCopies } from './copies/copy-options';
import { booleanFlag, textFlag, type Given } from './flag-values';
import { selectionOf } from './selection-flags';
import { surveyOptions } from './start-plan';
import { defined } from '../text/defined';

/** @throws RunnerError `usage` */
export function intendedRun(given: Given): IntendedRun {
  // What is copied by requests needs no object to try it with.
  if (makesCopies(given) && booleanFlag(given, 'canary'))
    throw new RunnerError(
      'usage',
      `--canary replicates an object by the rules, and --method ${textFlag(given, 'method') ?? ''} copies without them`,
      'leave it out; s3-backfill copy with --key copies one object',
    );
  const { inventory } = surveyOptions(given, { mode: 'none' });
  return {
    selection: selectionOf(given),
    tagged: booleanFlag(given, 'job-tags'),
    allowEmpty: booleanFlag(given, 'allow-empty'),
    ...defined({ inventory }),
  };
}
