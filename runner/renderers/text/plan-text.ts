// A plan, for a person.
import type { PlanEvent } from '../../events/events';
import { counted } from '../../text/figures';
import { indentedJson, visible } from '../../text/safe-text';

export function planText({ hash, region, transfers: jobs }: PlanEvent): string {
  const lines = [`Plan ${hash}: ${counted(jobs.length, 'job')} in ${region}`];
  for (const { prefix, attachTo, request } of jobs) {
    const what =
      prefix === undefined ? 'all keys that the enabled rules cover' : `keys that begin with '${visible(prefix)}'`;
    lines.push('', `${what}:`);
    if (attachTo !== undefined)
      lines.push(`  job ${visible(attachTo)} bears the mark of this plan; run would resume it`);
    else lines.push('  CreateJob', indentedJson(request));
  }
  return lines.join('\n');
}
