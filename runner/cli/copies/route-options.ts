// The flags of what is handed on to other methods, checked.
import { RunnerError } from '../../ports/errors';
import { DEFAULT_RESTORES, RESTORE_TIERS, type Restores } from '../../plan/how-restored';
import type { CopyTo } from '../../target/target';
import { defined } from '../../text/defined';
import { booleanFlag, numberFlag, textFlag, type Given } from '../flag-values';
import { placeOf } from './copy-options';

/** Where what other methods copy goes. @throws RunnerError `usage` */
export function routeToOf(given: Given): { readonly routeTo?: CopyTo } {
  return booleanFlag(given, 'route') ? defined({ routeTo: placeOf(given).copyTo }) : {};
}

/** How archived objects are restored. @throws RunnerError `usage` where nothing is */
export function restoresOf(given: Given): Restores | undefined {
  const tier = RESTORE_TIERS.find((one) => one === textFlag(given, 'restore-tier'));
  const days = numberFlag(given, 'restore-days', { least: 1, most: 365, whole: true });
  if (tier === undefined && days === undefined) return undefined;
  if (!booleanFlag(given, 'route'))
    throw new RunnerError(
      'usage',
      `${tier === undefined ? '--restore-days' : '--restore-tier'} says how archived objects are restored, and without --route none is`,
      'add --route, or leave it out',
    );
  return { ...DEFAULT_RESTORES, ...defined({ tier, days }) };
}
