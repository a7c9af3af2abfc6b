// What DataSync would refuse at apply, or do otherwise than it was meant.
import { reportPlaceRefusals } from '../buckets/report-place';
import { foreignRefusals } from '../outputs/foreign-access';
import {
  accountIdRefusals,
  bucketNameRefusals,
  keyRegionOf,
  kmsKeyArnRefusals,
  regionRefusals,
} from '../refusals/aws-names';
import { prefixRefusals } from '../refusals/prefixes';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { roleRefusals, type RoleOptions } from '../roles/role';
import { isKnown, isWhole } from '../values/known';
import type { DataSyncCopyProps } from './props';
import { LOCATION_CLASSES } from './storage-class';

const FILTERS_MAX = 102_400;
const SEGMENT_MAX_BYTES = 255;

export function dataSyncRefusals(props: DataSyncCopyProps): readonly Refusal[] {
  return [
    ...bucketNameRefusals('sourceBucketName', props.sourceBucketName),
    ...regionRefusals('sourceRegion', props.sourceRegion),
    ...accountIdRefusals('sourceAccountId', props.sourceAccountId),
    ...folderRefusals('prefix', props.prefix),
    ...listRefusals('sourceKmsKeyArns', props.sourceKmsKeyArns, kmsKeyArnRefusals),
    ...destinationRefusals(props),
    ...modeRefusals(props),
    ...patternRefusals('includes', props.includes),
    ...patternRefusals('excludes', props.excludes),
    ...scheduleRefusals(props.schedule),
    ...reportPlaceRefusals(props, props.sourceBucketName),
    ...roleRefusals('role', props.role),
    ...ownRoleRefusals(props.role),
    ...foreignRefusals(props),
    ...otherRegionRefusals(props),
  ];
}

function destinationRefusals(props: DataSyncCopyProps): readonly Refusal[] {
  const { destinationRegion: region, destinationKmsKeyArns: keys = [], storageClass } = props;
  const refusals: Refusal[] = [
    ...bucketNameRefusals('destinationBucketName', props.destinationBucketName),
    ...folderRefusals('destinationPrefix', props.destinationPrefix),
    ...regionRefusals('destinationRegion', region),
    ...accountIdRefusals('destinationAccountId', props.destinationAccountId),
    ...listRefusals('destinationKmsKeyArns', keys, kmsKeyArnRefusals),
  ];
  for (const [index, arn] of keys.entries()) {
    const keyRegion = keyRegionOf(arn);
    if (region === undefined || !isKnown(region) || keyRegion === undefined || keyRegion === region) continue;
    const allowed = `the key is in ${keyRegion}, and S3 uses keys of the destination's Region ${region} only`;
    refusals.push({ prop: `destinationKmsKeyArns[${index}]`, given: arn, allowed });
  }
  if (storageClass !== undefined && isKnown(storageClass) && !(storageClass in LOCATION_CLASSES)) {
    const allowed = `a location of DataSync has one of ${Object.keys(LOCATION_CLASSES).join(', ')}`;
    refusals.push({ prop: 'storageClass', given: storageClass, allowed });
  }
  if (props.destinationBucketName === props.sourceBucketName) refusals.push(...overlapRefusals(props));
  return refusals;
}

/** One within the other would be copied again and again. */
function overlapRefusals({ prefix = '', destinationPrefix = prefix }: DataSyncCopyProps): readonly Refusal[] {
  if (!isKnown(prefix) || !isKnown(destinationPrefix)) return [];
  if (!prefix.startsWith(destinationPrefix) && !destinationPrefix.startsWith(prefix)) return [];
  const allowed = 'in one bucket neither folder may lie in the other, or copies would be copied: name another one';
  return [{ prop: 'destinationPrefix', given: destinationPrefix, allowed }];
}

/** A location is a folder. */
function folderRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || given === '' || !isKnown(given)) return [];
  const refusals = prefixRefusals(prop, given);
  if (refusals.length > 0) return refusals;
  const refused = (allowed: string) => [{ prop, given, allowed }];
  if (!given.endsWith('/'))
    return refused(`a location of DataSync is a folder: write "${given}/", or choose keys of it by includes`);
  const segments = given.slice(0, -1).split('/');
  if (segments.some((segment) => ['', '.', '..'].includes(segment)))
    return refused('DataSync moves no keys with an empty part, with . or with .. between slashes');
  if (segments.some((segment) => Buffer.byteLength(segment) > SEGMENT_MAX_BYTES))
    return refused(`DataSync takes at most ${SEGMENT_MAX_BYTES} bytes between two slashes`);
  return [];
}

function modeRefusals(props: DataSyncCopyProps): readonly Refusal[] {
  const { taskMode = 'ENHANCED', verifyMode, logRetentionDays, storageClass, bytesPerSecond } = props;
  const refusals: Refusal[] = [];
  if (taskMode === 'ENHANCED' && verifyMode !== undefined && verifyMode !== 'ONLY_FILES_TRANSFERRED') {
    const allowed =
      'Enhanced mode verifies what it has transferred (ONLY_FILES_TRANSFERRED) and nothing else: leave it out, or take taskMode BASIC';
    refusals.push({ prop: 'verifyMode', given: verifyMode, allowed });
  }
  if (taskMode === 'ENHANCED' && logRetentionDays !== undefined) {
    const allowed =
      'Enhanced mode writes to the group /aws/datasync, which belongs to the account: leave it out, or take taskMode BASIC';
    refusals.push({ prop: 'logRetentionDays', given: logRetentionDays, allowed });
  }
  if (logRetentionDays !== undefined && !isWhole(logRetentionDays, 1))
    refusals.push({ prop: 'logRetentionDays', given: logRetentionDays, allowed: 'a whole number of days, at least 1' });
  if (verifyMode === 'POINT_IN_TIME_CONSISTENT' && (storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE')) {
    const allowed = `what is in ${storageClass} cannot be read to be compared: take ONLY_FILES_TRANSFERRED or NONE`;
    refusals.push({ prop: 'verifyMode', given: verifyMode, allowed });
  }
  if (bytesPerSecond !== undefined && !isWhole(bytesPerSecond, 1))
    refusals.push({ prop: 'bytesPerSecond', given: bytesPerSecond, allowed: 'a whole number, at least 1' });
  return refusals;
}

function patternRefusals(prop: 'includes' | 'excludes', given: readonly string[] | undefined): readonly Refusal[] {
  if (given === undefined) return [];
  const each = listRefusals(prop, given, (at, pattern) => {
    const refused = (allowed: string) => [{ prop: at, given: pattern, allowed }];
    if (!isKnown(pattern)) return [];
    if (pattern === '') return refused('a pattern is no empty text');
    if (pattern.includes('|')) return refused('| stands between patterns: write them one by one');
    if (prop === 'excludes') return [];
    if (!pattern.startsWith('/'))
      return refused(`it begins with a slash, which is the folder of the source: write "/${pattern}"`);
    return pattern.slice(0, -1).includes('*')
      ? refused('DataSync takes * only as the last character of an include')
      : [];
  });
  const length = given.join('|').length;
  if (length <= FILTERS_MAX) return each;
  return [
    ...each,
    { prop, given: `${length} characters`, allowed: `all of them together have at most ${FILTERS_MAX}` },
  ];
}

function scheduleRefusals(given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given) || /^(cron|rate)\(.+\)$/.test(given)) return [];
  return [{ prop: 'schedule', given, allowed: 'a schedule looks like cron(0 3 * * ? *) or rate(12 hours)' }];
}

function ownRoleRefusals({ roleName, confusedDeputyConditions }: RoleOptions = {}): readonly Refusal[] {
  return [
    ...(roleName === undefined
      ? []
      : [{ prop: 'role.roleName', given: roleName, allowed: 'there are three roles: take roleNamePrefix' }]),
    ...(confusedDeputyConditions === undefined
      ? []
      : [
          {
            prop: 'role.confusedDeputyConditions',
            given: confusedDeputyConditions,
            allowed: 'roles of DataSync always have them: leave it out',
          },
        ]),
  ];
}

/** A location is made in the Region of its bucket, and the task in that of the destination. */
function otherRegionRefusals(props: DataSyncCopyProps): readonly Refusal[] {
  const { sourceRegion, destinationRegion, destinationProvider } = props;
  if (destinationProvider !== undefined || destinationRegion === undefined || sourceRegion === undefined) return [];
  if (!isKnown(sourceRegion) || !isKnown(destinationRegion) || sourceRegion === destinationRegion) return [];
  const allowed = `the task is made in ${destinationRegion}, and the provider makes things in one Region: give one of ${destinationRegion} and of the source's account`;
  return [{ prop: 'destinationProvider', given: undefined, allowed }];
}
