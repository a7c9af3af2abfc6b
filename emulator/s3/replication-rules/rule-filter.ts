// The filter of a replication rule: what the rule is about, and what it leaves out of that.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRuleFilter.html
import { child, childText, childrenNamed, type XmlElement } from '../../http/xml';
import type { Exclusion } from '../../world/bucket';
import { malformedXml } from '../operation/faults';
import { allowOnly } from './schema-elements';

export interface RuleFilter {
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Undefined: there is no `Not`. */
  readonly excluded?: Exclusion;
}

/**
 * Exactly one of Prefix, Tag, And and Not; an empty filter means every object.
 * @throws ServiceError `MalformedXML`
 */
export function readFilter(filter: XmlElement): RuleFilter {
  allowOnly(filter, ['Prefix', 'Tag', 'And', 'Not']);
  if (filter.children.length > 1) throw malformedXml();
  const and = child(filter, 'And');
  if (and === undefined) return readPredicates(filter);
  allowOnly(and, ['Prefix', 'Tag', 'Not'], ['Tag']);
  if (and.children.length < 2) throw malformedXml();
  return readPredicates(and);
}

function readPredicates(parent: XmlElement): RuleFilter {
  const tags = readTags(parent);
  if (new Set(tags.map(([key]) => key)).size < tags.length) throw malformedXml();
  const not = child(parent, 'Not');
  return {
    prefix: childText(parent, 'Prefix') ?? '',
    tags: Object.fromEntries(tags),
    ...(not === undefined ? {} : { excluded: readExclusion(not) }),
  };
}

/** Exactly one of Prefix, Tag and Or; an Or has any number of both, of which each one leaves objects out. */
function readExclusion(not: XmlElement): Exclusion {
  allowOnly(not, ['Prefix', 'Tag', 'Or']);
  const or = child(not, 'Or');
  const parent = or ?? not;
  if (or !== undefined) allowOnly(or, ['Prefix', 'Tag'], ['Prefix', 'Tag']);
  if (not.children.length !== 1 || parent.children.length === 0) throw malformedXml();
  return { prefixes: childrenNamed(parent, 'Prefix').map(({ text }) => text), tags: readTags(parent) };
}

function readTags(parent: XmlElement): readonly (readonly [string, string])[] {
  return childrenNamed(parent, 'Tag').map((tag) => {
    const key = childText(tag, 'Key');
    const value = childText(tag, 'Value');
    if (key === undefined || key === '' || value === undefined) throw malformedXml();
    return [key, value];
  });
}
