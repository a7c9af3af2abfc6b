// What a service (S3, S3 Control, IAM, …) is to the HTTP server: it names the operation of a request, and then does it.

export type ServiceName =
  | 's3'
  | 's3-control'
  | 'iam'
  | 'sts'
  | 'kms'
  | 'cloudwatch'
  | 'sns'
  | 'eventbridge'
  | 'logs'
  | 'datasync'
  | 'sqs'
  | 'lambda'
  | 'states'
  | 'glue'
  | 'athena';

/** Who signed a request. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::<account>:root`, a user's ARN or an assumed role's. */
  readonly arn: string;
  readonly accessKeyId: string;
  /** Name of the service of AWS that acts as the caller: its requests come from no address. @default - the caller itself */
  readonly actingService?: string;
}

export interface ServiceRequest {
  readonly id: string;
  readonly method: string;
  /** Percent-decoded path, beginning with a slash. */
  readonly path: string;
  /** Decoded query parameters; `?policy` is the entry `policy` → `''`. */
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The payload, already freed of aws-chunked framing and checked against its checksums. */
  readonly body: Buffer;
  /** Region of the signing scope. */
  readonly region: string;
  readonly caller: Caller;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request whose operation is known, not done yet. */
export interface PreparedOperation {
  /** As AWS names it: `GetObject`, `CreateJob`. */
  readonly name: string;
  /** Name of the bucket that a request to S3 is about. @default - none */
  readonly bucket?: string;
  /** Key of the object that a request to S3 is about. @default - none */
  readonly key?: string;
  readonly perform: () => ServiceResponse | Promise<ServiceResponse>;
}

/** @throws ServiceError `NotImplemented` if there is no such operation */
export type Service = (request: ServiceRequest) => PreparedOperation;

/** A request that was done, well or not. */
export interface DoneRequest {
  readonly service: ServiceName;
  readonly method: string;
  readonly operation: PreparedOperation;
}

/** An error answer of AWS: a code, a text, and the HTTP status that goes with it. */
export class ServiceError extends Error {
  /** For the log alone: more than AWS tells. @default - nothing */
  reason?: string;

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further elements of the error document, for example `BucketName`. */
    readonly details: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** The error, with what only the log tells. */
export function withReason(error: ServiceError, reason: string): ServiceError {
  error.reason = reason;
  return error;
}

/** Refuses, with 501, an operation, a parameter or a value that the emulator does not know. */
export function notEmulated(what: string): ServiceError {
  return new ServiceError(501, 'NotImplemented', `${what} is not emulated.`);
}
