// Filters of lifecycle rules, metrics, analytics and Intelligent-Tiering: a prefix, a tag, or several things in `And`.
import { child, type XmlElement } from '../../../http/xml';
import { malformedXml } from '../../operation/faults';
import { any, anyText, holding, integer, maybe, tag, type Schema } from './schema';

const SIZES = { ObjectSizeGreaterThan: maybe(integer), ObjectSizeLessThan: maybe(integer) };

export const PREFIX_OR_TAG: Schema = holding({
  Prefix: maybe(anyText),
  Tag: maybe(tag),
  AccessPointArn: maybe(anyText),
  And: maybe(holding({ Prefix: maybe(anyText), Tag: any(tag), AccessPointArn: maybe(anyText) })),
});

export const LIFECYCLE_FILTER: Schema = holding({
  Prefix: maybe(anyText),
  Tag: maybe(tag),
  ...SIZES,
  And: maybe(holding({ Prefix: maybe(anyText), Tag: any(tag), ...SIZES })),
});

/**
 * One thing, or at least two in `And`.
 * @throws ServiceError `MalformedXML`
 */
export function checkFilter(parent: XmlElement): void {
  const filter = child(parent, 'Filter');
  const and = filter && child(filter, 'And');
  if (filter !== undefined && filter.children.length > 1) throw malformedXml();
  if (and !== undefined && and.children.length < 2) throw malformedXml();
}
