// Flags of the files that a first use begins with.
import { bucket, prefix, text, toggle, type Flags } from './flag';
import { CONNECTION_FLAGS } from './target-flags';

const WRITTEN = 'What the files say';

export const INIT_FLAGS = {
  output: CONNECTION_FLAGS.output,
  settings: CONNECTION_FLAGS.settings,
  'source-bucket': bucket(WRITTEN, 'nothing', 'bucket to copy from; it exists and has versioning'),
  region: text(WRITTEN, 'nothing', 'Region of the source bucket'),
  'destination-bucket': {
    ...bucket(WRITTEN, 'nothing', 'bucket to copy to; it exists and has versioning'),
    repeatable: true,
  },
  prefix: {
    ...prefix(WRITTEN, 'nothing', 'prefix of the keys, without a leading slash [default: every key]'),
    repeatable: true,
  },
  'report-bucket': bucket(
    WRITTEN,
    'writes',
    'existing bucket for the completion reports [default: one is made, called SOURCE-backfill-reports]',
  ),
  adopt: toggle(
    WRITTEN,
    'nothing',
    'the bucket replicates already: leave its configuration as it is, and name no destination',
  ),
  hcl: toggle(WRITTEN, 'nothing', 'plain Terraform with the HCL module, instead of CDKTF and a settings file'),
} satisfies Flags;
