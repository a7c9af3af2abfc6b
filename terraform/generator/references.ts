// References to resources, by ids for people in the place of those that cdktf makes of construct paths.
import type { Named, Names } from './description';

/** Where in main.tf it stands: in the order of the list. */
export const placeOf = (names: Names, id: string): number => Object.keys(names).indexOf(withoutHash(id));

export const withoutHash = (id: string): string => id.replace(/_[0-9A-F]{8}$/, '');

/** @throws Error if a construct has come up that the module has no name for */
export function named(names: Names, id: string): Named {
  const found = names[withoutHash(id)];
  if (found === undefined) throw new Error(`the module has no name for ${id}: add it to its names`);
  return found;
}

/** The text with every reference to a resource as the module knows it. */
export function renamed(names: Names, text: string): string {
  return text.replace(
    /\b((?:data\.)?aws_\w+)\.([\w-]+?_[0-9A-F]{8}|s3-backfill-\w+)(\.\w+)?/g,
    (_, type: string, id: string, rest = '') => {
      const { name, when } = named(names, id);
      // Without an attribute it is one of depends_on, which takes the resource as a whole.
      return `${type}.${name}${when === undefined || rest === '' ? '' : '[0]'}${String(rest)}`;
    },
  );
}

/** The report bucket and the topic may be there already, except for what makes them; an alarm is one for each rule. */
export function referencesIn(names: Names, text: string, id = ''): string {
  const known = text
    .replace(/\$\{aws_s3_bucket\.backfill_reports_bucket_\w+\.bucket\}/g, (own) =>
      id.startsWith('backfill_reports') ? own : '${local.report_bucket}',
    )
    .replace(/\$\{aws_sns_topic\.backfill_after-care_topic_\w+\.arn\}/g, (own) =>
      id.startsWith('backfill_after-care_topic') ? own : '${local.topic_arn}',
    )
    .replaceAll('rule.value.', id.includes('_alarms_') ? 'each.value.' : 'rule.value.');
  return renamed(names, known)
    .replace(/\$\{local\.(report|manifest|destination)_prefix\}\/\*$/, '${local.$1_folder}*')
    .replace(
      // Below it, or nothing if there is no folder.
      /\$\{local\.((?:\w+_)?inventory|results|report)_prefix\}\//,
      '${local.$1_folder}',
    );
}
