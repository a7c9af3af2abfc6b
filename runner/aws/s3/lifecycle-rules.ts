// The lifecycle rules of S3's answer, in our words. The SDK drops elements that it does not know: they are looked for in the answer itself.
import type {
  GetBucketLifecycleConfigurationCommandOutput,
  LifecycleRule as SdkRule,
  NoncurrentVersionExpiration,
  Transition,
} from '@aws-sdk/client-s3';
import type { LifecycleFilter, LifecycleMoment, LifecycleRule, NoncurrentAge } from '../../ports/s3/lifecycle-rule';
import { defined } from '../../text/defined';

/** All elements of a rule. https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
const KNOWN: ReadonlySet<string> = new Set([
  ...['Rule', 'ID', 'Status', 'Prefix', 'Filter', 'And', 'Tag', 'Key', 'Value'],
  ...['ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'Expiration', 'Days', 'Date', 'ExpiredObjectDeleteMarker'],
  ...['NoncurrentVersionExpiration', 'NoncurrentDays', 'NewerNoncurrentVersions', 'Transition', 'StorageClass'],
  ...['NoncurrentVersionTransition', 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation'],
]);
/** 128 KB, which S3 takes for the least that is worth another class. */
const SMALLEST_MOVED_BYTES = 131_072;

type Minimum = GetBucketLifecycleConfigurationCommandOutput['TransitionDefaultMinimumObjectSize'];

/** Of each rule, in order: names of elements that are not known here. */
function unknownElements(xml: string): readonly (readonly string[])[] {
  const rules = xml.split('<Rule>').slice(1);
  return rules.map((text) => {
    const rule = text.slice(0, Math.max(0, text.indexOf('</Rule>')));
    const names = [...rule.matchAll(/<([A-Za-z][\w.-]*)/g)].map(([, name = '']) => name);
    return [...new Set(names.filter((name) => !KNOWN.has(name)))];
  });
}

function filterOf(rule: SdkRule, minimum: Minimum): LifecycleFilter {
  const { Filter: filter } = rule;
  const tags = filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  const largerThanBytes = filter?.And?.ObjectSizeGreaterThan ?? filter?.ObjectSizeGreaterThan;
  const smallerThanBytes = filter?.And?.ObjectSizeLessThan ?? filter?.ObjectSizeLessThan;
  // Sizes that a rule names win over what holds by default.
  const isBySize = largerThanBytes !== undefined || smallerThanBytes !== undefined;
  const hasMinimum = !isBySize && minimum === 'all_storage_classes_128K';
  return {
    // The older schema has the prefix in the rule itself.
    prefix: filter?.And?.Prefix ?? filter?.Prefix ?? (rule as { readonly Prefix?: string }).Prefix ?? '',
    tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    ...defined({ largerThanBytes, smallerThanBytes }),
    ...(hasMinimum ? { smallestMovedBytes: SMALLEST_MOVED_BYTES } : {}),
  };
}

function momentOf({ Days, Date: date }: Pick<Transition, 'Days' | 'Date'>): LifecycleMoment | undefined {
  if (date !== undefined) return { atMs: date.getTime() };
  return Days === undefined ? undefined : { days: Days };
}

function ageOf({ NoncurrentDays: days = 0, NewerNoncurrentVersions }: NoncurrentVersionExpiration): NoncurrentAge {
  return { days, ...defined({ keepsNewest: NewerNoncurrentVersions }) };
}

function ruleOf(rule: SdkRule, index: number, minimum: Minimum, unknown: readonly string[]): LifecycleRule {
  const { Expiration: expiration, NoncurrentVersionExpiration: noncurrent } = rule;
  const expires = expiration === undefined ? undefined : momentOf(expiration);
  return {
    id: rule.ID ?? `rule ${index + 1}`,
    enabled: rule.Status === 'Enabled',
    filter: filterOf(rule, minimum),
    ...defined({ expires, deletesNoncurrent: noncurrent === undefined ? undefined : ageOf(noncurrent) }),
    ...(expiration?.ExpiredObjectDeleteMarker === true ? { removesLoneMarkers: true } : {}),
    // A transition without a day is one of day 0.
    moves: (rule.Transitions ?? []).map((one) => ({
      ...(momentOf(one) ?? { days: 0 }),
      storageClass: one.StorageClass ?? '',
    })),
    movesNoncurrent: (rule.NoncurrentVersionTransitions ?? []).map((one) => ({
      ...ageOf(one),
      storageClass: one.StorageClass ?? '',
    })),
    ...(unknown.length === 0 ? {} : { notUnderstood: unknown }),
  };
}

/** @param xml the answer that S3 has sent */
export function lifecycleRules(
  { Rules = [], TransitionDefaultMinimumObjectSize: minimum }: GetBucketLifecycleConfigurationCommandOutput,
  xml: string,
): readonly LifecycleRule[] {
  const unknown = unknownElements(xml);
  return Rules.map((rule, index) => ruleOf(rule, index, minimum, unknown[index] ?? []));
}
