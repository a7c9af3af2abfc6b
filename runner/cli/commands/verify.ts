// Commands that compare source and destinations.
import { resolve } from 'node:path';
import { defined } from '../../text/defined';
import { textFlag } from '../flag-values';
import { VERIFY_FLAGS } from '../flags/check-flags';
import { directory, path, type Flags } from '../flags/flag';
import {
  CERTIFICATE_FLAGS,
  CONNECTION_FLAGS,
  DESTINATION_FLAGS,
  FLEET_FLAGS,
  REPORT_FILE_FLAGS,
  SAYING_FLAGS,
} from '../flags/target-flags';
import { METHOD_FLAGS } from '../flags/copy-flags';
import { COPY_FILTER_FLAGS, KEYS_FLAGS } from '../flags/version-flags';
import { through, type Commands } from './command';

const CHECKED = 'What it is held against';

const OF_CERTIFICATES: Flags = {
  'public-key': path(
    CHECKED,
    'reads',
    'key that signed it: a public key in a file (PEM), or a KMS key (ARN or alias/…) [default: no signature is checked]',
  ),
  evidence: directory(CHECKED, 'reads', 'directory with the kept evidence, to check its digests and compare again'),
  settings: CONNECTION_FLAGS.settings,
  region: CONNECTION_FLAGS.region,
  profile: CONNECTION_FLAGS.profile,
  'endpoint-url': CONNECTION_FLAGS['endpoint-url'],
  'allow-http': CONNECTION_FLAGS['allow-http'],
  'patience-seconds': CONNECTION_FLAGS['patience-seconds'],
  output: CONNECTION_FLAGS.output,
};

export const VERIFY_COMMANDS: Commands = {
  verify: {
    usage: 'verify',
    description: 'compare source and destinations, version by version or copy by copy, and certify the result',
    flags: {
      ...CONNECTION_FLAGS,
      ...FLEET_FLAGS,
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
      ['s3-backfill verify --engine athena --max-cost 1', 'by the newest inventories, joined by Athena'],
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
      [
        's3-backfill verify --report 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c',
        'and what of it the report of a job has said otherwise',
      ],
      ['s3-backfill verify --wait 600 --output json', 'S3 gets ten minutes for what it is still replicating'],
    ],
    async run(given, world, renderer, again) {
      if (given['fleet'] !== undefined) {
        const { tellFleet } = await import('../fleet/tell-fleet');
        return through(tellFleet('verify', VERIFY_COMMANDS['verify'], given, world, again), renderer);
      }
      const { tellVerify } = await import('./tell-verify');
      return through(tellVerify(given, world), renderer);
    },
  },
  'verify-certificate': {
    usage: 'verify-certificate <file>',
    description: 'check the signature of a certificate, and the evidence that was kept for it',
    flags: { ...OF_CERTIFICATES, ...SAYING_FLAGS },
    completes: 'files',
    examples: [
      ['s3-backfill verify-certificate certificate.json --public-key key.pub.pem', 'by a key in a file'],
      ['s3-backfill verify-certificate certificate.json --public-key alias/certificates', 'by a key of KMS'],
    ],
    async run(given, world, renderer) {
      const [{ verifyCertificateVerb }, { publicKeyOf, publicKeyFile }, { keptEngine }, { tablesOnce }] =
        await Promise.all([
          import('../../verbs/certificates/verify-certificate'),
          import('../verify/signing-key'),
          import('../verify/kept-options'),
          import('../verify/report-options'),
        ]);
      const evidence = textFlag(given, 'evidence');
      const asked = {
        path: resolve(world.workingDirectory, String(given['file'])),
        open: () => tablesOnce(given, world, `certificate-${evidence ?? ''}`),
        ...defined({
          publicKey: await publicKeyOf(given, world),
          publicKeyFile: publicKeyFile(given, world),
          evidence: evidence === undefined ? undefined : resolve(world.workingDirectory, evidence),
        }),
      };
      return through(verifyCertificateVerb(asked, world.files, keptEngine(given, world), world.workshop), renderer);
    },
  },
};
