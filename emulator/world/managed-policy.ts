// A customer managed policy and its versions.
import type { Past } from '../time/past';

export interface PolicyVersion {
  /** `v1`, `v2`, …; a number is never used twice. */
  readonly versionId: string;
  readonly document: string;
  readonly isDefault: boolean;
  readonly createdMs: number;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly accountId: string;
  readonly description?: string;
  readonly createdMs: number;
  updatedMs: number;
  readonly tags: Map<string, string>;
  /** One to five, oldest first; exactly one is the default. */
  versions: readonly PolicyVersion[];
  /** Number of the next version. */
  nextVersion: number;
  /** When another version last became the default. */
  defaultSinceMs: number;
  /** Documents that were the default before. @default - none */
  pastDocuments?: readonly Past<string>[];
}

/** The version that counts. */
export function defaultVersion(policy: ManagedPolicy): PolicyVersion {
  const found = policy.versions.find((version) => version.isDefault);
  if (found === undefined) throw new Error(`the managed policy ${policy.arn} has no default version`);
  return found;
}
