// Commands that compare source and destinations.
import { VERIFY_FLAGS } from '../flags/check-flags';
import {
  CERTIFICATE_FLAGS,
  CONNECTION_FLAGS,
  DESTINATION_FLAGS,
  REPORT_FILE_FLAGS,
  SAYING_FLAGS,
} from '../flags/target-flags';
import { say, through, type Commands } from './command';

export const VERIFY_COMMANDS: Commands = {
  verify: {
    usage: 'verify',
    description: 'compare source and destinations, version by version, and certify what is there',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...VERIFY_FLAGS,
      ...REPORT_FILE_FLAGS,
      ...CERTIFICATE_FLAGS,
    },
    examples: [
      ['s3-backfill verify --certificate certificate.html', 'with the Terraform state in this directory'],
      [
        's3-backfill verify --source-bucket my-bucket --prefix folder/',
        'without a handoff: the rules of the bucket say where to look',
      ],
      ['s3-backfill verify --wait 600 --output json', 'S3 gets ten minutes for what it is still replicating'],
    ],
    async run(given, world, renderer) {
      const [{ startWithSource, verifyOptions }, { verifyVerb }] = await Promise.all([
        import('../start-source'),
        import('../../verbs/verify'),
      ]);
      const options = verifyOptions(given);
      const { engine, target, handoff } = await startWithSource(given, world);
      say(renderer, handoff);
      return through(verifyVerb(target, engine, options), renderer).finally(() => engine.aws.close());
    },
  },
};
