// A plan, for a person.
import type { PlanEvent } from '../../events/events';
import { counted } from '../../text/figures';
import { indentedJson, visible } from '../../text/safe-text';
import { nounOfMethod } from '../transfer-noun';

/** What is done with the request that is shown. */
function requestTitle(method: string): string {
  if (method === 'rclone' || method === 'aws-cli') return 'the program, for what it finds missing or different';
  if (method === 'datasync') return 'StartTaskExecution';
  if (method === 'inventory') return 'SendMessage';
  return nounOfMethod(method) === 'copy' ? 'CopyObject for each object that is missing or different' : 'CreateJob';
}

export function planText({ hash, method, region, transfers: jobs }: PlanEvent): string {
  const noun = nounOfMethod(method);
  const lines = [`Plan ${hash}: ${counted(jobs.length, noun)} in ${region}`];
  for (const { prefix, attachTo, request } of jobs) {
    const what =
      prefix === undefined
        ? noun === 'job'
          ? 'all keys that the enabled rules cover'
          : 'all keys'
        : `keys that begin with '${visible(prefix)}'`;
    lines.push('', `${what}:`);
    if (attachTo !== undefined && noun === 'execution')
      lines.push(`  execution ${visible(attachTo)} copies the same; run would go on with it`);
    else if (attachTo !== undefined)
      lines.push(`  ${noun} ${visible(attachTo)} bears the mark of this plan; run would resume it`);
    else lines.push(`  ${requestTitle(method)}`, indentedJson(request));
  }
  return lines.join('\n');
}
