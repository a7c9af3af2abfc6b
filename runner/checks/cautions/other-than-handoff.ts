// What Terraform handed over, and S3 has otherwise: whoever reads the one expects what the other does not do.
import type { ReplicationRule } from '../../ports/s3/replication';
import { rulesOfHandoff } from '../../replication/read-rules';
import { visible } from '../../text/safe-text';
import { readable } from '../asked/asked-once';
import type { Caution } from './caution';

const MOST_NAMED = 3;

function prefixInWords(prefix: string): string {
  return prefix === '' ? 'every key' : `'${visible(prefix)}'`;
}

function tagsInWords(tags: ReplicationRule['tags']): string {
  return visible(
    Object.entries(tags)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(', '),
  );
}

/** How S3 has the rule otherwise; nothing: as it was handed over. */
function difference(told: ReplicationRule, found: ReplicationRule | undefined): string | undefined {
  const name = `the rule '${visible(told.id)}'`;
  if (found === undefined) return `${name} is not there`;
  if (told.enabled !== found.enabled) return `${name} is ${found.enabled ? 'enabled, not disabled' : 'disabled'}`;
  if (told.prefix !== found.prefix)
    return `${name} is for ${prefixInWords(found.prefix)}, not for ${prefixInWords(told.prefix)}`;
  if (told.destinationBucket !== found.destinationBucket)
    return `${name} goes to '${found.destinationBucket}', not to '${told.destinationBucket}'`;
  if (tagsInWords(told.tags) !== tagsInWords(found.tags))
    return `${name} asks for ${tagsInWords(found.tags) || 'no tag'}, not for ${tagsInWords(told.tags) || 'none'}`;
  return undefined;
}

export const otherThanHandoffCaution: Caution = async ({ target, replication }) => {
  if (target.rules.length === 0) return [];
  const found = await readable(replication);
  const rules = 'value' in found ? found.value?.rules : undefined;
  if (rules === undefined) return [];
  const told = rulesOfHandoff(target);
  const changed = told.flatMap((one) => {
    const same = rules.filter(({ id }) => id === one.id);
    const alike = same.find(({ destinationBucket }) => destinationBucket === one.destinationBucket) ?? same[0];
    return difference(one, alike) ?? [];
  });
  if (changed.length === 0) return [];
  const [which, more] = [changed.slice(0, MOST_NAMED), changed.length - MOST_NAMED];
  return [
    {
      warning: 'other-than-handoff',
      detail: `S3 has other rules for '${target.source.bucket}' than were handed over: ${which.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
      hint: 'what S3 has is what counts: if the handoff is older, write it again (terraform output -json > outputs.json); else terraform plan shows what was changed beside Terraform, or was not applied',
    },
  ];
};
