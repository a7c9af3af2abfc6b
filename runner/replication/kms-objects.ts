// Objects under SSE-KMS: a rule replicates them only where it says so.
import type { ReplicationRule } from '../ports/s3/replication';
import type { Encryption } from './surveyed-version';

const KMS: ReadonlySet<Encryption> = new Set(['SSE-KMS', 'DSSE-KMS']);

export function isUnderKms(encryption: Encryption): boolean {
  return KMS.has(encryption);
}

/** Whether the rule, which selects the object, replicates it by its encryption, too. */
export function replicatesEncryption({ kmsObjects }: ReplicationRule, encryption: Encryption): boolean {
  return kmsObjects || !isUnderKms(encryption);
}

/** Whether the replica is under SSE-KMS, as far as the rule and the object tell: default encryption of its bucket may add to it. */
export function arrivesUnderKms({ replicaKmsKeyArn }: ReplicationRule, encryption: Encryption | undefined): boolean {
  return replicaKmsKeyArn !== undefined || (encryption !== undefined && isUnderKms(encryption));
}
