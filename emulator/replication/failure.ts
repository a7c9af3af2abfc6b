// Why one object version was not replicated or copied, in the words of a completion report.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html

export interface Failure {
  /** A replication failure reason of S3, for example `DstBucketNotFound`; of a copy, the code of CopyObject's error. */
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
}

export function forbidden(code: string, message: string): Failure {
  return { code, httpStatus: 403, message };
}

export function notFound(code: string, message: string): Failure {
  return { code, httpStatus: 404, message };
}

export function conflict(code: string, message: string): Failure {
  return { code, httpStatus: 409, message };
}

/** A row without a version id, in a job that is about versions. */
export const MISSING_VERSION_ID: Failure = {
  code: 'InvalidRequest',
  httpStatus: 400,
  message: 'Task failed due to missing VersionId',
};
