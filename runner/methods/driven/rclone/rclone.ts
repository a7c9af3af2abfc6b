// rclone, driven: every copy is made on S3's side.
import type { CopyRequest } from '../../copy/plan-copies';
import type { Tool } from '../tool';
import { versionText, type Version } from '../version';
import { command } from './command';
import { KEEPS } from './keeps';
import { uncarried } from './names';
import { endingOf, reads } from './output';
import { install, keepsClass, readVersion, sendsAcl, tooOld } from './version';

const MINUTE_MS = 60_000;

function classWords({ storageClass }: CopyRequest, version: Version): string {
  if (storageClass === undefined) return 'their storage class is that of each object';
  if (keepsClass(version)) return `their storage class is ${storageClass}`;
  return `their storage class is ${storageClass}: rclone ${versionText(version)} gives all copies one (from 1.73 on that of each object)`;
}

function losses(request: CopyRequest, version: Version): readonly string[] {
  return [
    'copies have version ids, times and, of objects that were uploaded in parts, ETags of their own, and are made of the current versions alone',
    'what they lose: ACLs, Object Lock, website redirects; objects over 5 GiB also tags and annotations',
    classWords(request, version),
    'an object under a KMS key, whose ETag is no digest, is copied again by every run',
    ...(sendsAcl(version)
      ? [
          `rclone ${versionText(version)} sends an ACL, bucket-owner-full-control, with each copy, which needs s3:PutObjectAcl`,
        ]
      : []),
  ];
}

function refusal({ keys = [] }: CopyRequest): string | undefined {
  if (keys.some((key) => /[\n\r]/.test(key)))
    return 'of the keys that were chosen one has a line feed, and rclone reads one key a line';
  return undefined;
}

export const RCLONE: Tool = {
  name: 'rclone',
  title: 'rclone',
  program: 'rclone',
  keeps: KEEPS,
  versionWords: ['version'],
  saysVersion: 'rclone v',
  readVersion,
  tooOld,
  install,
  // It tells its counts every few seconds.
  silenceMs: 2 * MINUTE_MS,
  refuses: {
    'max-bandwidth': 'its --bwlimit slows down nothing that S3 copies; --max-requests-per-second and --max-workers do',
    'parts-above': 'it copies in one piece up to 5 GiB, since copies in parts lose tags',
    annotations: 'it has no word for them: S3 copies them where an object is copied in one piece',
    restored: 'it tries archived objects in any case, and those that were restored are copied',
  },
  refusal,
  classWithout: (version) => (keepsClass(version) ? undefined : 'STANDARD'),
  cannotCarry: (_object, rest) => uncarried(rest),
  losses,
  command,
  inherits: { AWS_CA_BUNDLE: 'RCLONE_CA_CERT' },
  reads,
  endingOf,
};
