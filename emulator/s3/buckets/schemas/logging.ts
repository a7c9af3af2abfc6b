// PutBucketLogging. Nothing is logged.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
import { notEmulated, ServiceError } from '../../../http/service';
import { child, childText, type XmlElement } from '../../../http/xml';
import type { Bucket } from '../../../world/bucket';
import type { World } from '../../../world/world';
import { hasAcls } from '../../versions/object-acl';
import { any, anyText, checkSchema, holding, maybe, needExactlyOne, one, oneOf } from './schema';

const GRANTEE = holding({
  DisplayName: maybe(anyText),
  EmailAddress: maybe(anyText),
  ID: maybe(anyText),
  URI: maybe(anyText),
});

// AWS was seen to take permissions here that only ACLs have.
const PERMISSION = oneOf('FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP');

const SCHEMA = holding({
  LoggingEnabled: maybe(
    holding({
      TargetBucket: one(anyText),
      TargetPrefix: one(anyText),
      TargetGrants: maybe(holding({ Grant: any(holding({ Grantee: one(GRANTEE), Permission: one(PERMISSION) })) })),
      TargetObjectKeyFormat: maybe(
        holding({
          SimplePrefix: maybe(holding({})),
          PartitionedPrefix: maybe(holding({ PartitionDateSource: maybe(oneOf('EventTime', 'DeliveryTime')) })),
        }),
      ),
    }),
  ),
});

/** @throws ServiceError `MalformedXML`, `InvalidTargetBucketForLogging`, `CrossLocationLoggingProhibitted` or `NotImplemented` */
export function checkLogging(root: XmlElement, world: World, source: Bucket): void {
  checkSchema(root, SCHEMA);
  const enabled = child(root, 'LoggingEnabled');
  if (enabled === undefined) return;
  const format = child(enabled, 'TargetObjectKeyFormat');
  if (format !== undefined) needExactlyOne(format, ['SimplePrefix', 'PartitionedPrefix']);
  const name = childText(enabled, 'TargetBucket') ?? '';
  const target = world.buckets.get(name);
  if (target === undefined) throw invalidTarget('The target bucket for logging does not exist', name);
  if (target.accountId !== source.accountId) {
    throw invalidTarget('The owner for the bucket to be logged and the target bucket must be the same.', name);
  }
  if (target.region !== source.region) {
    const message = 'Cross S3 location logging not allowed. ';
    const details = { TargetBucketLocation: target.region };
    throw new ServiceError(403, 'CrossLocationLoggingProhibitted', message, details);
  }
  if (child(enabled, 'TargetGrants') !== undefined && !hasAcls(target)) {
    throw notEmulated('A grant on the logs in a bucket without ACLs, which S3 refuses too,');
  }
}

function invalidTarget(message: string, name: string): ServiceError {
  return new ServiceError(400, 'InvalidTargetBucketForLogging', message, { TargetBucket: name });
}
