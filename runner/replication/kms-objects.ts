// Objects under SSE-KMS: a rule replicates them only where it says so.
import type { ReplicationRule } from '../ports/s3/replication';
import type { Encryption } from './surveyed-version';

const KMS: ReadonlySet<Encryption> = new Set(['SSE-KMS', 'DSSE-KMS']);

/** What makes a rule replicate objects under SSE-KMS. */
export const OPT_IN = 'add source_selection_criteria with sse_kms_encrypted_objects and a replica key to the rule';

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
