// Questions that are asked once: whoever asks again gets the answer, or the error, of the first time.
import type { Aws } from '../../ports/aws';

/** By what is given to `ask`, which JSON can tell apart. */
export function once<A extends readonly unknown[], T>(ask: (...given: A) => Promise<T>): (...given: A) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (...given) => {
    const about = JSON.stringify(given);
    const known = asked.get(about);
    if (known !== undefined) return known;
    const answer = ask(...given);
    asked.set(about, answer);
    return answer;
  };
}

/** AWS for as long as it is looked at: settings, roles and keys are asked for once. Objects and simulations are not remembered. */
export function askingOnce(aws: Aws): Aws {
  const { identity, destinationIdentity, buckets, bucketSettings, roles, keys, permissions } = aws;
  return {
    ...aws,
    identity: { whoAmI: once(() => identity.whoAmI()) },
    ...(destinationIdentity === undefined
      ? {}
      : { destinationIdentity: { whoAmI: once(() => destinationIdentity.whoAmI()) } }),
    buckets: {
      ...buckets,
      regionOf: once((bucket) => buckets.regionOf(bucket)),
      versioning: once((bucket) => buckets.versioning(bucket)),
      replication: once((bucket) => buckets.replication(bucket)),
      listVersions: once((bucket, prefix, limit) => buckets.listVersions(bucket, prefix, limit)),
      listTop: once((bucket, limit) => buckets.listTop(bucket, limit)),
    },
    bucketSettings: {
      policy: once((bucket) => bucketSettings.policy(bucket)),
      ownership: once((bucket) => bucketSettings.ownership(bucket)),
      encryption: once((bucket) => bucketSettings.encryption(bucket)),
      lifecycle: once((bucket) => bucketSettings.lifecycle(bucket)),
      objectLock: once((bucket) => bucketSettings.objectLock(bucket)),
      blocksPublicAcls: once((bucket) => bucketSettings.blocksPublicAcls(bucket)),
      requesterPays: once((bucket) => bucketSettings.requesterPays(bucket)),
      isOwnedBy: once((bucket, accountId) => bucketSettings.isOwnedBy(bucket, accountId)),
      inventory: once((bucket, id) => bucketSettings.inventory(bucket, id)),
      tellsEventBridge: once((bucket) => bucketSettings.tellsEventBridge(bucket)),
      createdMs: once((bucket) => bucketSettings.createdMs(bucket)),
    },
    roles: { find: once((arn) => roles.find(arn)), arnOf: once((name) => roles.arnOf(name)) },
    keys: { find: once((arn) => keys.find(arn)) },
    permissions: { ...permissions, policiesOf: once((arn) => permissions.policiesOf(arn)) },
  };
}
