// What is wrong with a policy. IAM and S3 read the same language and refuse it in words of their own.
import { ServiceError } from '../../http/service';

/** `MalformedPolicyDocument` of IAM, which S3 calls MalformedPolicy. */
export class PolicyFault extends ServiceError {
  constructor(
    message: string,
    /** What S3 says of it in a bucket policy. */
    readonly inS3: string,
  ) {
    super(400, 'MalformedPolicyDocument', message);
    this.name = 'PolicyFault';
  }
}

/** @param inS3 - what S3 says of it in a bucket policy. @default - the same */
export function malformedPolicy(message: string, inS3 = message): PolicyFault {
  return new PolicyFault(message, inS3);
}

/** IAM says no more than this of most of what does not fit the grammar. */
export const SYNTAX = 'Syntax errors in policy.';
