// What survives a copy, as data: verbs, recommendations and tables read it.

export type Property =
  | 'version-ids'
  | 'older-versions'
  | 'times'
  | 'metadata'
  | 'content-headers'
  | 'tags'
  | 'annotations'
  | 'acl'
  | 'storage-class'
  | 'object-lock'
  | 'encryption'
  | 'etag'
  | 'delete-markers'
  | 'replication-status';

/** `as-configured`: a replication rule, or an option, decides. */
export type Survival = 'kept' | 'as-configured' | 'lost';

/** What has to be there before a method can be used. */
export type Need = 'replication-rules' | 'source-versioning' | 'destination-versioning' | 'job-role' | 'report-bucket';

/** A copy is a new object: no replication, and by itself no version of before. */
const NEW_OBJECT = {
  'version-ids': 'lost',
  'older-versions': 'lost',
  times: 'lost',
  'delete-markers': 'lost',
  'replication-status': 'lost',
} as const;

/** Of copies that need nothing but their two buckets, however many there are. */
export function ofNewObjects(
  survives: Readonly<Record<Exclude<Property, keyof typeof NEW_OBJECT>, Survival>>,
  limits: Omit<Keeps, 'survives'> = { needs: [], mostVersions: Number.MAX_SAFE_INTEGER },
): Keeps {
  return { survives: { ...NEW_OBJECT, ...survives }, ...limits };
}

export interface Keeps {
  readonly survives: Readonly<Record<Property, Survival>>;
  readonly needs: readonly Need[];
  /** Largest object that it can copy. @default - as large as S3 holds */
  readonly largestObjectBytes?: number;
  /** Object versions in one transfer, at most. */
  readonly mostVersions: number;
}
