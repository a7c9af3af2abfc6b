// A module of a way of copying that has a section of its own in a settings file.
import { KEYS_OF_RULES } from '../../modules/settings/copy-faults';
import type { Schema } from './validations';
import { settingsKeys } from './variables';

/** What belongs to a root module, or to whoever runs s3-backfill. */
export const OF_THE_ROOT = ['$schema', 'region', 'stack_name', 'backend', 'provider', 'runner'] as const;

/** What a settings file has to leave out, too, for such a section alone: it is about replication, which terraform/backfill makes. */
export const ABOUT_REPLICATION = new Set<string>([
  ...KEYS_OF_RULES,
  'enable_replication',
  'manage_versioning',
  'replicate_delete_markers',
  'replication_destination_bucket_arn',
  'adopt_existing_replication',
]);

/**
 * Members of the section are variables of their own: of an object Terraform drops a misspelt member without a word.
 * @param leftOut - beside what is about replication
 */
export function settingsOf(
  section: string,
  leftOut: ReadonlySet<string>,
): readonly (readonly [name: string, schema: Schema])[] {
  const all = settingsKeys().filter(([name]) => !leftOut.has(name) && !ABOUT_REPLICATION.has(name));
  const members = Object.entries(all.find(([name]) => name === section)?.[1].properties ?? {});
  // Both buckets first.
  const [source, ...more] = all.filter(([name]) => name !== section);
  return [...(source === undefined ? [] : [source]), ...members, ...more];
}
