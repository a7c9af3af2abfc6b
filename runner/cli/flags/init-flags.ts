// Flags of the files that a first use begins with.
import { bucket, prefix, text, toggle, type Flags } from './flag';
import { CONNECTION_FLAGS } from './target-flags';

const WRITTEN = 'What the files say';

export const INIT_FLAGS = {
  output: CONNECTION_FLAGS.output,
  settings: CONNECTION_FLAGS.settings,
  'source-bucket': bucket(WRITTEN, 'nothing', 'bucket to copy from; it is there already, and versioned'),
  region: text(WRITTEN, 'nothing', 'Region of the source bucket'),
  'destination-bucket': {
    ...bucket(WRITTEN, 'nothing', 'bucket to copy to; it is there already, and versioned'),
    repeatable: true,
  },
  prefix: {
    ...prefix(WRITTEN, 'nothing', 'prefix of the keys, without a leading slash [default: every key]'),
    repeatable: true,
  },
  'report-bucket': bucket(
    WRITTEN,
    'writes',
    'bucket for the completion reports that is there already [default: one is made, called SOURCE-backfill-reports]',
  ),
  adopt: toggle(
    WRITTEN,
    'nothing',
    'the bucket replicates already: its configuration stays as it is, and no destination is named',
  ),
  hcl: toggle(
    WRITTEN,
    'nothing',
    'a root of plain Terraform that uses the HCL module, instead of CDKTF and a settings file',
  ),
} satisfies Flags;
