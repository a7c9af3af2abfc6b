// The start of verbs that read the source and its destinations, and change nothing.
import type { HandoffAthena } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { booleanFlag, numberFlag, textFlag, textFlags, type Given } from './flag-values';
import { distinctPrefixes, targetOfHandoff, type Target } from '../target/target';
import { defined } from '../text/defined';
import type { Aws } from '../ports/aws';
import type { World } from '../ports/world';
import { copyToOf, makesCopies } from './copies/copy-options';
import { newTraits } from './copies/new-traits';
import { selectionOf } from './selection-flags';
import { connect } from './identity-flags';
import { askedHandoff, engineOf, identitiesIn, sidesOf, targetFlags, told, type Started } from './start';
import { LONGEST_SECONDS } from './verb-options';
import type { VerifyVerbOptions } from '../verbs/verify';
import type { VerifyTarget } from '../verify/scope';
import { DEFAULT_SAMPLE } from '../verify/verify-target';

interface SourceStarted extends Started {
  readonly target: VerifyTarget;
  /** Where inventories of the source are queried. @default - no handoff says it */
  readonly athena?: HandoffAthena;
}

/** For the verbs that compare the source with its destinations: roles and report are not needed. @throws RunnerError `usage` */
export async function startWithSource(given: Given, world: World): Promise<SourceStarted> {
  const flags = targetFlags(given);
  const answer = await askedHandoff(given, world);
  const bucket = flags.sourceBucket ?? answer?.handoff.source.bucket;
  if (bucket === undefined) {
    throw new RunnerError(
      'usage',
      "no source bucket: the working directory holds no Terraform state with the output 's3_backfill', and no flag names one",
      'add --source-bucket, or --outputs with the Terraform outputs',
    );
  }
  // Rules and destinations belong to the bucket of the handoff; for another one S3 is asked.
  const same = answer?.handoff.source.bucket === bucket ? answer.handoff : undefined;
  const named = flags.accountId ?? same?.source.accountId;
  const owner = async (): Promise<string> => named ?? (await aws.identity.whoAmI()).accountId;
  const sides = sidesOf(given, bucket, owner, same?.destinations);
  const aws: Aws = await connect(given, flags.region ?? same?.source.region, world, sides);
  const accountId = await owner();
  const target = {
    source: { bucket, region: aws.region, accountId },
    destinations: same?.destinations ?? [],
    rules: same?.rules ?? [],
    ...(makesCopies(given) && same !== undefined ? ofCopies(targetOfHandoff(same)) : {}),
    ...copyToOf(given),
    ...identitiesIn(given),
    ...defined({ prefixes: distinctPrefixes(flags.prefixes ?? same?.prefixes) }),
  };
  return {
    engine: engineOf(given, aws, accountId, world, answer?.handoff),
    target,
    ...told(answer),
    ...defined({ athena: same?.athena }),
  };
}

/** Where copies go, and what makes them. */
function ofCopies({ copyTo, dataSync }: Target): Pick<VerifyTarget, 'copyTo' | 'dataSync'> {
  return defined({ copyTo, dataSync });
}

/** What the copies were to be. Undefined: nothing was said of it. */
function expectedCopies(given: Given): VerifyVerbOptions['expected'] {
  const keep = textFlags(given, 'keep');
  const said = defined({ storageClass: textFlag(given, 'destination-storage-class'), ...newTraits(given) });
  if (keep === undefined && Object.keys(said).length === 0) return undefined;
  return { redirects: keep?.includes('redirects') === true, lock: keep?.includes('lock') === true, ...said };
}

export function verifyOptions(given: Given): VerifyVerbOptions {
  const destinations = textFlags(given, 'destination-bucket');
  const selection = selectionOf(given);
  return {
    sample: numberFlag(given, 'sample', { least: 0, most: 1_000_000, whole: true }) ?? DEFAULT_SAMPLE,
    waitSeconds: numberFlag(given, 'wait', { least: 0, most: LONGEST_SECONDS }) ?? 0,
    failOnEmpty: booleanFlag(given, 'fail-on-empty'),
    allowEmpty: booleanFlag(given, 'allow-empty'),
    ...(Object.keys(selection).length === 0 ? {} : { selection }),
    ...(booleanFlag(given, 'all-versions') ? { allVersions: true } : {}),
    ...defined({ destinations, expected: expectedCopies(given) }),
  };
}
