// What a replica is: the same version id, time, metadata and tags, in the class and under the key that the rule says.
import type { ObjectEncryption, ObjectVersion, ReplicationRule } from '../s3/bucket';
import { etagOf } from '../s3/write-object';

/** Objects under SSE-S3 and SSE-C keep their encryption, whatever the destination's default is. */
export function replicaEncryption({ encryption }: ObjectVersion, rule: ReplicationRule): ObjectEncryption {
  if (encryption.algorithm === 'AES256' || rule.replicaKmsKeyArn === undefined) return encryption;
  return { ...encryption, kmsKeyArn: rule.replicaKmsKeyArn };
}

export function replicaOf(version: ObjectVersion, rule: ReplicationRule): ObjectVersion {
  const encryption = replicaEncryption(version, rule);
  const isReencrypted = encryption.kmsKeyArn !== version.encryption.kmsKeyArn && version.partSizes === undefined;
  const replica: ObjectVersion = {
    ...version,
    storageClass: rule.storageClass ?? version.storageClass,
    encryption,
    etag: isReencrypted ? etagOf(version.body, encryption) : version.etag,
    replicationStatus: 'REPLICA',
  };
  // Where the original went is of no concern to the replica, which may travel further itself.
  delete replica.replicas;
  return replica;
}
