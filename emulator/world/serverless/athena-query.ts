// Workgroups of Athena, and queries that ran in them.
import type { Caller } from '../../http/service';

/** As it was given, with what Athena fills in. */
export interface WorkGroupConfiguration {
  readonly ResultConfiguration?: ResultConfiguration | undefined;
  readonly EnforceWorkGroupConfiguration: boolean;
  readonly PublishCloudWatchMetricsEnabled: boolean;
  /** No query in it may read more. */
  readonly BytesScannedCutoffPerQuery?: number | undefined;
  readonly RequesterPaysEnabled: boolean;
  readonly EngineVersion: { readonly SelectedEngineVersion: string; readonly EffectiveEngineVersion: string };
}

export interface ResultConfiguration {
  /** `s3://bucket/prefix`; of a query that ran, its file. */
  readonly OutputLocation?: string | undefined;
  readonly EncryptionConfiguration?:
    { readonly EncryptionOption: 'SSE_S3' | 'SSE_KMS'; readonly KmsKey?: string | undefined } | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

export interface WorkGroup {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly createdMs: number;
  readonly tags: Map<string, string>;
  description: string;
  state: 'ENABLED' | 'DISABLED';
  configuration: WorkGroupConfiguration;
}

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  /** Of Athena, for example `varchar`. */
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

export interface Query {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly workGroupArn: string;
  readonly workGroup: string;
  /** Whose permissions it reads and writes with. */
  readonly caller: Caller;
  readonly token: string;
  readonly sql: string;
  readonly database?: string;
  readonly catalog?: string;
  /** As the request had it: of two with one token, both are the same. */
  readonly askedLocation?: string;
  readonly result: ResultConfiguration;
  /** Most that it may read; the workgroup may have changed since. */
  readonly mostBytes?: number;
  readonly submittedMs: number;
  startedMs?: number;
  completedMs?: number;
  state: QueryState;
  reason?: string;
  /** Number by which Athena tells failures apart. */
  errorType?: number;
  scannedBytes: number;
  columns?: readonly ResultColumn[];
}
