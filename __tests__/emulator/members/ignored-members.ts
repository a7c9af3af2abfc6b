// Members that mean nothing to the emulator, and why that may be. Every other one is read, refused, or kept as it was put.

export interface Ignored {
  /** `Operation.Member`; the operation may be `*`. */
  readonly members: readonly string[];
  readonly why: string;
}

const XXHASHES = ['XXHASH64', 'XXHASH3', 'XXHASH128'];
/** CRC64NVME is that of every upload for which nothing else was asked. */
const ASKED_FOR = ['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'SHA512', 'MD5', ...XXHASHES];
const CUSTOMER_KEY = ['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5'];
const of = (operation: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${operation}.${name}`);

export const IGNORED: readonly Ignored[] = [
  { members: ['*.RequestPayer'], why: 'who pays is kept as a setting of the bucket and asked of nobody' },
  { members: ['*.ChecksumAlgorithm'], why: 'tells an SDK which checksum to send; the checksum itself is checked' },
  { members: ['*.ContentLength'], why: 'HTTP reads it: no more bytes and no fewer are taken' },
  {
    members: of('CompleteMultipartUpload', ...XXHASHES.map((name) => `MultipartUpload.Parts.Checksum${name}`)),
    why: 'looked at only if the upload began with this checksum',
  },
  {
    members: of('CompleteMultipartUpload', ...ASKED_FOR.map((name) => `Checksum${name}`), 'ChecksumType'),
    why: 'looked at only if the upload began with this checksum',
  },
  {
    members: [...of('CompleteMultipartUpload', ...CUSTOMER_KEY), ...of('ListParts', ...CUSTOMER_KEY)],
    why: 'S3 asks for the key only where parts have checksums; the parts themselves need it',
  },
  { members: ['*.MFA'], why: 'no bucket has MFA delete: switching it on is refused' },
  {
    members: of('GetObjectAttributes', 'MaxParts', 'PartNumberMarker'),
    why: 'looked at only where the upload has checked its parts, which are counted otherwise',
  },
  {
    members: ['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].map(
      (kind) => `ListBucket${kind}Configurations.ContinuationToken`,
    ),
    why: 'lists are whole, and no token is given out',
  },
  {
    members: of('PutBucketNotificationConfiguration', 'SkipDestinationValidation'),
    why: 'destinations are not looked up',
  },
  {
    members: of('PutBucketPolicy', 'ConfirmRemoveSelfBucketAccess'),
    why: 'a policy that shuts its writer out is taken without it',
  },
  {
    members: [...of('PutBucketReplication', 'Token'), ...of('PutObjectLockConfiguration', 'Token')],
    why: 'Object Lock of a bucket that is there needs no token any more',
  },
  {
    members: of('ListServiceSpecificCredentials', 'ServiceName', 'AllUsers'),
    why: 'there are none, and the list is empty',
  },
];
