// Buckets that say nothing about access, and an IAM that allows everything.
import type { BucketSettings } from '../../../runner/ports/s3/bucket-settings';
import type { Keys, SigningKeys } from '../../../runner/ports/keys';
import type { Logs } from '../../../runner/ports/logs';
import type { Metrics } from '../../../runner/ports/metrics';
import type { Permissions } from '../../../runner/ports/permissions';

interface Access {
  readonly bucketSettings: BucketSettings;
  readonly permissions: Permissions;
  readonly keys: Keys;
  readonly signing: SigningKeys;
  readonly metrics: Metrics;
  readonly logs: Logs;
}

export function fakeAccess(): Access {
  const nothing = () => Promise.resolve(undefined);
  const unasked = () => Promise.reject(new Error('no key signs here'));
  return {
    bucketSettings: {
      policy: nothing,
      ownership: () => Promise.resolve('BucketOwnerEnforced'),
      encryption: nothing,
      lifecycle: () => Promise.resolve([]),
      objectLock: nothing,
      blocksPublicAcls: () => Promise.resolve(true),
      requesterPays: () => Promise.resolve(false),
      isOwnedBy: () => Promise.resolve(true),
      inventory: nothing,
      tellsEventBridge: () => Promise.resolve(false),
      createdMs: nothing,
    },
    permissions: {
      policiesOf: () => Promise.resolve({ identity: [] }),
      simulate: (_principal, questions) =>
        Promise.resolve(questions.map(() => ({ decision: 'allowed', missingKeys: [] }))),
    },
    keys: { find: nothing },
    signing: { publicKey: unasked, sign: unasked },
    metrics: { replication: nothing, oldestMessage: nothing },
    logs: { hasGroup: () => Promise.resolve(true), resourcePolicies: () => Promise.resolve([]) },
  };
}
