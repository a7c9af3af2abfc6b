// Why a destination bucket takes no replicas, whatever the role may do.
import { hasObjectLock } from '../s3/versions/object-lock';
import type { DestinationAttempt } from './attempt';
import { blocksCustomerKeys } from '../s3/versions/encryption';
import { conflict, forbidden, type Failure } from './failure';

export function unfitDestination({ source, destination, rule, version }: DestinationAttempt): Failure | undefined {
  const { name, region, versioning } = destination;
  if (region !== rule.destinationRegion) {
    const message = `The destination bucket ${name} is in ${region}; the rule was made for ${rule.destinationRegion}`;
    return { code: 'DstBucketInvalidRegion', httpStatus: 400, message };
  }
  if (versioning !== 'Enabled') {
    return conflict('DstBucketUnversioned', `Versioning is not enabled on the destination bucket ${name}`);
  }
  if (hasObjectLock(source) && !hasObjectLock(destination)) {
    const message = `Object Lock is enabled on the source bucket ${source.name}, not on the destination bucket ${name}`;
    return conflict('DstBucketObjectLockConfigMissing', message);
  }
  if (version.encryption.customerKeyMd5 !== undefined && blocksCustomerKeys(destination)) {
    return forbidden('DstPutObjectNotPermitted', `${name} blocks what comes under keys of customers (SSE-C)`);
  }
  return undefined;
}
