// What elements of a replication configuration have in common.
import { childText, type XmlElement } from '../../http/xml';
import { malformedXml } from '../operation/faults';

export type Status = 'Enabled' | 'Disabled';

/** @throws ServiceError `MalformedXML` */
export function statusOf(parent: XmlElement): Status {
  const status = childText(parent, 'Status');
  if (status !== 'Enabled' && status !== 'Disabled') throw malformedXml();
  return status;
}

/**
 * No other children, and none twice except those in `repeatable`.
 * @throws ServiceError `MalformedXML`
 */
export function allowOnly(
  parent: XmlElement,
  names: readonly string[],
  repeatable: readonly string[] = ['Rule'],
): void {
  const seen = new Set<string>();
  for (const { name } of parent.children) {
    if (!names.includes(name) || (seen.has(name) && !repeatable.includes(name))) throw malformedXml();
    seen.add(name);
  }
}
