// PutBucketLifecycleConfiguration.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
import { child, childText, type XmlElement } from '../../../http/xml';
import { invalidArgument, invalidRequest, malformedXml } from '../../operation/faults';
import { checkFilter, LIFECYCLE_FILTER } from './filters';
import { any, anyText, boolean, checkSchema, holding, integer, maybe, needExactlyOne, needText, one } from './schema';
import { oneOf, some, status } from './schema';

const STORAGE_CLASS = one(
  oneOf('GLACIER', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'DEEP_ARCHIVE', 'GLACIER_IR'),
);

const ACTIONS = {
  Expiration: maybe(
    holding({ Date: maybe(needText), Days: maybe(integer), ExpiredObjectDeleteMarker: maybe(boolean) }),
  ),
  Transition: any(holding({ Date: maybe(needText), Days: maybe(integer), StorageClass: STORAGE_CLASS })),
  NoncurrentVersionExpiration: maybe(
    holding({ NoncurrentDays: maybe(integer), NewerNoncurrentVersions: maybe(integer) }),
  ),
  NoncurrentVersionTransition: any(
    holding({
      NoncurrentDays: maybe(integer),
      NewerNoncurrentVersions: maybe(integer),
      StorageClass: STORAGE_CLASS,
    }),
  ),
  AbortIncompleteMultipartUpload: maybe(holding({ DaysAfterInitiation: one(integer) })),
};

const SCHEMA = holding({
  Rule: some(
    holding({
      ID: maybe(anyText),
      Prefix: maybe(anyText),
      Filter: maybe(LIFECYCLE_FILTER),
      Status: one(status),
      ...ACTIONS,
    }),
    1000,
  ),
});

const ID_MAX = 255;

/** @throws ServiceError `MalformedXML`, `InvalidArgument` or `InvalidRequest` */
export function checkLifecycle(root: XmlElement): void {
  checkSchema(root, SCHEMA);
  const ids = new Set<string>();
  for (const rule of root.children) {
    const id = childText(rule, 'ID') ?? '';
    if (id.length > ID_MAX) throw invalidArgument(`ID length should not exceed allowed limit of ${ID_MAX}`, 'ID', id);
    if (id !== '' && ids.has(id)) {
      throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', id);
    }
    ids.add(id);
    checkRule(rule);
  }
}

function checkRule(rule: XmlElement): void {
  needExactlyOne(rule, ['Filter', 'Prefix']);
  checkFilter(rule);
  checkTagKeys(rule);
  const actions = rule.children.filter(({ name }) => Object.hasOwn(ACTIONS, name));
  if (actions.length === 0) throw invalidRequest('At least one action needs to be specified in a rule');
  for (const action of actions) checkAction(action);
  const filter = child(rule, 'Filter');
  const tagged = filter !== undefined && [filter, ...filter.children].some((one) => child(one, 'Tag') !== undefined);
  if (!tagged) return;
  for (const { name, children } of actions) {
    if (name === 'AbortIncompleteMultipartUpload') throw invalidRequest(`${name} cannot be specified with Tags.`);
    const marker = children.find((one) => one.name === 'ExpiredObjectDeleteMarker');
    if (marker !== undefined) throw invalidRequest(`${marker.name} cannot be specified with Tags.`);
  }
}

function checkTagKeys(rule: XmlElement): void {
  const filter = child(rule, 'Filter');
  const and = filter && child(filter, 'And');
  const keys = (and?.children ?? []).filter(({ name }) => name === 'Tag').map((one) => childText(one, 'Key'));
  if (new Set(keys).size < keys.length) throw invalidRequest('Duplicate Tag Keys are not allowed.');
}

function checkAction(action: XmlElement): void {
  // A marker that is false says nothing.
  const isUnmarked = /^false$/i.test(childText(action, 'ExpiredObjectDeleteMarker')?.trim() ?? '');
  if (action.name === 'Expiration' && !(isUnmarked && action.children.length <= 2)) {
    needExactlyOne(action, ['Date', 'Days', 'ExpiredObjectDeleteMarker']);
  }
  if (action.name === 'Transition') needExactlyOne(action, ['Date', 'Days']);
  if (action.name.startsWith('Noncurrent') && !action.children.some(({ name }) => name.startsWith('N'))) {
    throw malformedXml();
  }
  // A transition may be at once; nothing else may.
  const least = /Transition$/.test(action.name) ? 0 : 1;
  for (const { name, text } of action.children) {
    if (name === 'Date') checkDate(text);
    else if (/^-?\d+$/.test(text.trim()) && Number(text) < (name === 'NewerNoncurrentVersions' ? 1 : least)) {
      const what = least === 0 ? 'a nonnegative' : 'a positive';
      throw invalidArgument(`'${name}' for ${action.name} action must be ${what} integer`, name, text);
    }
  }
}

function checkDate(date: string): void {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/.test(date)) throw malformedXml();
  const milliseconds = Date.parse(date);
  if (Number.isNaN(milliseconds)) throw malformedXml();
  if (milliseconds % (24 * 60 * 60 * 1000) !== 0) throw invalidArgument("'Date' must be at midnight GMT", 'Date', date);
}
