// A role that DataSync has assumed, at work in one bucket: S3 decides about each of its requests as about anybody's.
import { ServiceError, type ServiceResponse } from '../../http/service';
import { trusts } from '../../iam/access/trust';
import { performRequest } from '../../s3/s3-service';
import { EMPTY_BODY } from '../../s3/versions/write-object';
import { accountOfArn } from '../../world/arn';
import type { Bucket } from '../../world/bucket';
import { DATASYNC_SERVICE, idOfArn } from '../../world/datasync';
import type { World } from '../../world/world';

/** In whose name, and for what, DataSync assumes a role. */
export interface Assumption {
  readonly roleArn: string;
  readonly accountId: string;
  /** ARN of the location, or of the task. */
  readonly arn: string;
}

export function canAssume(world: World, { roleArn, accountId, arn }: Assumption): boolean {
  return trusts(world, roleArn, DATASYNC_SERVICE, { 'aws:SourceAccount': accountId, 'aws:SourceArn': arn });
}

export interface SessionRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** @default - the request is about the bucket */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export class S3Session {
  private readonly arn: string;

  constructor(
    private readonly world: World,
    private readonly assumption: Assumption,
    readonly bucket: Bucket,
  ) {
    const { roleArn, arn } = assumption;
    const [, partition = '', , , accountId = ''] = roleArn.split(':');
    this.arn = `arn:${partition}:sts::${accountId}:assumed-role/${idOfArn(roleArn)}/AwsSync-${idOfArn(arn)}`;
  }

  /** @throws ServiceError as S3 answers */
  send({ method, key, query = {}, headers = {}, body = EMPTY_BODY }: SessionRequest): ServiceResponse {
    const { name, region } = this.bucket;
    const accountId = accountOfArn(this.assumption.roleArn);
    return performRequest(this.world, {
      id: '',
      method,
      path: key === undefined ? `/${name}` : `/${name}/${key}`,
      query: new URLSearchParams(query),
      headers,
      body,
      region,
      caller: { arn: this.arn, accountId, accessKeyId: '', actingService: DATASYNC_SERVICE },
    });
  }
}

/** Requests of S3 that can fail, as DataSync names them. */
export type S3Step =
  'Head Object' | 'Get Object' | 'Get Object Tagging' | 'Put Object' | 'Copy Object' | 'Delete Object' | 'List Objects';

/** Why something did not happen to an object. */
export interface SyncFailure {
  readonly code: string;
  readonly detail: string;
  /** The request that failed. @default - none did */
  readonly step?: S3Step;
}

/** @returns what S3 refused; undefined if it did what was asked */
export function failureOf(step: S3Step, request: () => unknown): SyncFailure | undefined {
  try {
    request();
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return { code: error.code, detail: error.message, step };
    throw error;
  }
}
