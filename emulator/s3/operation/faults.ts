// Error answers of S3 that more than one operation gives.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { ServiceError } from '../../http/service';

export function accessDenied(message = 'Access Denied'): ServiceError {
  return new ServiceError(403, 'AccessDenied', message);
}

/** @param value - what the argument was; some of S3's answers do not repeat it */
export function invalidArgument(message: string, name: string, value?: string): ServiceError {
  const details = { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) };
  return new ServiceError(400, 'InvalidArgument', message, details);
}

export function invalidRequest(message: string): ServiceError {
  return new ServiceError(400, 'InvalidRequest', message);
}

export function malformedXml(): ServiceError {
  return new ServiceError(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

export function noSuchKey(key: string, headers: Readonly<Record<string, string>> = {}): ServiceError {
  return new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key }, headers);
}

export function noSuchVersion(key: string, versionId: string): ServiceError {
  const details = { Key: key, VersionId: versionId };
  return new ServiceError(404, 'NoSuchVersion', 'The specified version does not exist.', details);
}

export function noSuchBucket(bucket: string): ServiceError {
  return new ServiceError(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
}

export function preconditionFailed(condition: string): ServiceError {
  return new ServiceError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
}
