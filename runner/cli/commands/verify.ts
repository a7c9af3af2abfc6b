// Commands that compare source and destinations.
import { VERIFY_FLAGS } from '../flags/check-flags';
import {
  CERTIFICATE_FLAGS,
  CONNECTION_FLAGS,
  DESTINATION_FLAGS,
  REPORT_FILE_FLAGS,
  SAYING_FLAGS,
} from '../flags/target-flags';
import { METHOD_FLAGS } from '../flags/copy-flags';
import { COPY_FILTER_FLAGS, KEYS_FLAGS } from '../flags/version-flags';
import { through, type Commands } from './command';

export const VERIFY_COMMANDS: Commands = {
  verify: {
    usage: 'verify',
    description: 'compare source and destinations, version by version or copy by copy, and certify what is there',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...METHOD_FLAGS,
      ...VERIFY_FLAGS,
      ...KEYS_FLAGS,
      ...COPY_FILTER_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...CERTIFICATE_FLAGS,
    },
    examples: [
      ['s3-backfill verify --certificate certificate.html', 'with the Terraform state in this directory'],
      [
        's3-backfill verify --source-bucket my-bucket --prefix folder/',
        'without a handoff: the rules of the bucket say where to look',
      ],
      [
        's3-backfill verify --method copy --source-bucket my-bucket --prefix folder/ --destination-bucket my-archive',
        'copies, newest with newest',
      ],
      [
        's3-backfill verify --source-inventory src/manifest.json --destination-inventory dst/manifest.json',
        'by two inventories, which are joined: nothing is listed',
      ],
      [
        's3-backfill verify --method copy --source-bucket my-bucket --destination-bucket my-archive --keys keys.txt',
        'the copies of a list of keys, and no other',
      ],
      ['s3-backfill verify --evidence evidence/2026-01-31 --certificate certificate.json', 'keeps what was compared'],
      ['s3-backfill verify --from evidence/2026-01-31', 'compares that again, without AWS'],
      [
        's3-backfill verify --from evidence/2026-02-28 --since evidence/2026-01-31',
        'and what has changed since an earlier comparison',
      ],
      ['s3-backfill verify --wait 600 --output json', 'S3 gets ten minutes for what it is still replicating'],
    ],
    async run(given, world, renderer) {
      const { tellVerify } = await import('./tell-verify');
      return through(tellVerify(given, world), renderer);
    },
  },
};
