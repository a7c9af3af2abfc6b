// AWS, as the engine sees it: one port for each service.
import type { BatchOperations } from './batch/batch-operations';
import type { BucketSettings } from './s3/bucket-settings';
import type { Buckets } from './s3/buckets';
import type { DataSync } from './datasync/datasync';
import type { Copying } from './s3/copying';
import type { Keys, SigningKeys } from './keys';
import type { Logs } from './logs';
import type { Metrics } from './metrics';
import type { Objects } from './s3/objects';
import type { Permissions } from './permissions';
import type { Roles } from './roles';
import type { Functions } from './serverless/functions';
import type { Queries } from './serverless/queries';
import type { Queues } from './serverless/queues';
import type { S3Access } from './s3/s3-access';

/** AWS, as one set of credentials sees it from one Region. */
export interface Aws {
  readonly region: string;
  readonly identity: Identity;
  /** Of whoever looks at destination buckets. @default - the same */
  readonly destinationIdentity?: Identity;
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly copying: Copying;
  /** For another program that asks S3 as this one does. */
  readonly access: S3Access;
  /** Of whoever looks at destination buckets. @default - the same */
  readonly destinationAccess?: S3Access;
  readonly bucketSettings: BucketSettings;
  readonly roles: Roles;
  readonly permissions: Permissions;
  readonly keys: Keys;
  readonly signing: SigningKeys;
  readonly metrics: Metrics;
  readonly logs: Logs;
  readonly batchOperations: BatchOperations;
  readonly dataSync: DataSync;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly queries: Queries;
  /** Lets go of every connection. */
  close(): void;
}

export interface WhoAmI {
  readonly accountId: string;
  readonly arn: string;
  /** Whether the credentials are of a session: then it has seen a second factor, or a policy that limits it, and nobody tells. @default - not told */
  readonly isSession?: boolean;
}

export interface Identity {
  whoAmI(): Promise<WhoAmI>;
}
