// PutObjectLockConfiguration.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
import { child, type XmlElement } from '../../../http/xml';
import { invalidArgument } from '../../operation/faults';
import { checkSchema, holding, integer, maybe, needExactlyOne, one, oneOf } from './schema';

const SCHEMA = holding({
  ObjectLockEnabled: one(oneOf('Enabled')),
  Rule: maybe(
    holding({
      DefaultRetention: one(
        holding({ Mode: one(oneOf('GOVERNANCE', 'COMPLIANCE')), Days: maybe(integer), Years: maybe(integer) }),
      ),
    }),
  ),
});

/** A hundred years. */
const MOST: Readonly<Record<string, number>> = { Days: 36_500, Years: 100 };

/** @throws ServiceError `MalformedXML` or `InvalidArgument` */
export function checkObjectLock(root: XmlElement): void {
  checkSchema(root, SCHEMA);
  const rule = child(root, 'Rule');
  const retention = rule && child(rule, 'DefaultRetention');
  if (retention === undefined) return;
  needExactlyOne(retention, ['Days', 'Years']);
  for (const { name, text } of retention.children) {
    const most = MOST[name];
    if (most === undefined) continue;
    if (Number(text) < 1) {
      throw invalidArgument('Default retention period must be a positive integer value.', name, text);
    }
    if (Number(text) > most) throw invalidArgument('Default retention period too large.', name, text);
  }
}
