// The flags of a run, as the doctor takes them: it looks for what would stand against that run.
import type { IntendedRun } from '../checks/asked/intended-run';
import { booleanFlag, type Given } from './flag-values';
import { selectionOf } from './selection-flags';
import { surveyOptions } from './start-plan';
import { defined } from '../text/defined';

export function intendedRun(given: Given): IntendedRun {
  const { inventory } = surveyOptions(given, { mode: 'none' });
  return {
    selection: selectionOf(given),
    tagged: booleanFlag(given, 'job-tags'),
    allowEmpty: booleanFlag(given, 'allow-empty'),
    ...defined({ inventory }),
  };
}
