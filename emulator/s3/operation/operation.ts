// What an operation of S3 is: a row in a table, found by method, level and sub-resource.
import type { ServiceRequest, ServiceResponse } from '../../http/service';
import type { World } from '../../world/world';
import type { Bucket } from '../../world/bucket';

/** A request that has found its operation. */
export interface S3Call {
  readonly world: World;
  readonly request: ServiceRequest;
  /** Empty for an operation on the account. */
  readonly bucketName: string;
  /** Empty for an operation on the account or the bucket. */
  readonly key: string;
}

export interface BucketCall extends S3Call {
  readonly bucket: Bucket;
}

interface AnyOperation {
  /** Query parameters it knows, beside the sub-resource that it is found by. Any other is answered with 501. */
  readonly parameters?: readonly string[];
  /**
   * IAM actions that the caller needs on the bucket or the object.
   * @default - the operation decides itself
   */
  readonly actions?: readonly string[] | ((call: S3Call) => readonly string[]);
}

/** An operation that needs no bucket to be there. */
export interface AccountOperation extends AnyOperation {
  readonly on: 'account';
  readonly handle: (call: S3Call) => ServiceResponse;
}

export interface BucketOperation extends AnyOperation {
  readonly on: 'bucket';
  /** Answered for buckets of every Region. @default false */
  readonly anyRegion?: boolean;
  readonly handle: (call: BucketCall) => ServiceResponse;
}

export type Operation = AccountOperation | BucketOperation;

/** By `<method> <account|bucket|object>[ <sub-resource>]`, for example `GET bucket versioning`. */
export type OperationTable = Readonly<Record<string, Operation>>;

/** The version that the request names; undefined if it names none. */
export function requestedVersion({ request }: S3Call): string | undefined {
  return request.query.get('versionId') ?? undefined;
}

/** `action` for the newest version, `actionOnVersion` where the request names one. */
export function byVersion(action: string, actionOnVersion: string): (call: S3Call) => readonly string[] {
  return (call) => [requestedVersion(call) === undefined ? action : actionOnVersion];
}

export const NO_CONTENT: ServiceResponse = { status: 204 };

/** 200 with a document. */
export function xmlResponse(body: string, headers: Readonly<Record<string, string>> = {}): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export const S3_NAMESPACE = { xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/' };
