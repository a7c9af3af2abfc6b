// What a caution is: something that may go otherwise than meant, and is no fault. It stops nothing.
import type { WarningEvent } from '../../events/estimate-events';
import type { CheckContext } from '../asked/asked-once';

export type Warning = Omit<WarningEvent, 'kind'>;

/** @param nowMs milliseconds since 1970 */
export type Caution = (context: CheckContext, nowMs: number) => Promise<readonly Warning[]>;

/** @param why the words of AWS */
export function notAsked(why: string): Warning {
  return {
    warning: 'not-asked',
    detail: why,
    hint: 'docs/permissions.md names the permission; the plan stands without it',
  };
}
