// Why one object version was not replicated, in the words of a completion report.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html

export interface Failure {
  /** A replication failure reason of S3, for example `DstBucketNotFound`. */
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
