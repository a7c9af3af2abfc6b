// The command that a first use begins with.
import { installedPage } from '../../../docs/installed-page';
import { RunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { booleanFlag, textFlag, textFlags } from '../flag-values';
import { INIT_FLAGS } from '../flags/init-flags';
import { through, type Commands } from './command';

export const INIT_COMMANDS: Commands = {
  init: {
    usage: 'init',
    description: 'write the files that Terraform starts from; asks on a terminal, and overwrites nothing',
    flags: INIT_FLAGS,
    examples: [
      [
        's3-backfill init --source-bucket my-bucket --region eu-west-1 --destination-bucket my-replica --prefix folder/',
        'cdktf.json and s3-backfill.json, for npx cdktf deploy',
      ],
      [
        's3-backfill init --hcl --source-bucket my-bucket --region eu-west-1 --adopt',
        's3-backfill.tf, for terraform apply, where the bucket replicates already',
      ],
    ],
    async run(given, world, renderer) {
      const { initVerb } = await import('../../verbs/init');
      const [destinationBucket, another] = textFlags(given, 'destination-bucket') ?? [];
      if (another !== undefined)
        throw new RunnerError(
          'usage',
          '--destination-bucket was given several times: the files are for one destination',
          `${installedPage('docs/constructs.md')} shows several`,
        );
      const said = defined({
        sourceBucket: textFlag(given, 'source-bucket'),
        region: textFlag(given, 'region'),
        destinationBucket,
        prefixes: textFlags(given, 'prefix'),
        reportBucket: textFlag(given, 'report-bucket'),
      });
      const options = { ...said, adopt: booleanFlag(given, 'adopt'), hcl: booleanFlag(given, 'hcl') };
      return through(initVerb(options, world), renderer);
    },
  },
};
