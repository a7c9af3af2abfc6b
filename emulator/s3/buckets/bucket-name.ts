import { ServiceError } from '../../http/service';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  );
}

/** @throws ServiceError `InvalidBucketName` */
export function checkBucketName(name: string): void {
  if (!isBucketName(name))
    throw new ServiceError(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
}
