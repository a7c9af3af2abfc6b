// What AWS would refuse at apply, or do otherwise than it was meant.
import { Token } from 'cdktf';
import { archiveRefusals } from '../functions/archive';
import { logDaysRefusals } from '../functions/log-days';
import { bucketNameRefusals, shapeRefusals, TOPIC_ARN } from '../refusals/aws-names';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { roleRefusals } from '../roles/role';
import { isKnown, isWhole } from '../values/known';
import type { DetachedRunProps } from './props';
import { MOST_LOOKS } from './timing';

type NumberProp = 'startAfterSeconds' | 'pollSeconds' | 'timeoutSeconds' | 'memoryMegabytes';

const LIMITS: Readonly<Record<NumberProp, readonly [least: number, most: number]>> = {
  startAfterSeconds: [0, 86_400],
  pollSeconds: [10, 86_400],
  timeoutSeconds: [60, 31_536_000],
  memoryMegabytes: [512, 10_240],
};
const NAME = /^[A-Za-z0-9_-]{1,30}$/;

interface Timing {
  readonly timeoutSeconds: number;
  readonly pollSeconds: number;
}

/** @param of - with the defaults, and the Region of the source */
export function detachedRunRefusals(
  props: DetachedRunProps,
  destinations: readonly string[],
  { timeoutSeconds, pollSeconds, region }: Timing & { readonly region: string },
): readonly Refusal[] {
  const { name } = props;
  const refusals: Refusal[] = [
    ...listRefusals('destinationBucketNames', props.destinationBucketNames, bucketNameRefusals),
    ...shapeRefusals(TOPIC_ARN, 'topicArn', props.topicArn),
    ...(props.topicArn === undefined ? [] : otherRegionRefusals('topicArn', props.topicArn, region)),
    ...listRefusals('alarmActionArns', props.alarmActionArns, (prop, arn) => otherRegionRefusals(prop, arn, region)),
    ...(Object.keys(LIMITS) as NumberProp[]).flatMap((prop) => numberRefusals(prop, props[prop])),
    ...logDaysRefusals(props.logRetentionDays),
    ...roleRefusals('role', props.role),
    ...archiveRefusals('detached-run.zip', props.archivePath),
  ];
  if (destinations.length === 0) {
    const allowed = 'the replication is adopted and names no destination: give those that its rules copy to';
    refusals.push({ prop: 'destinationBucketNames', given: props.destinationBucketNames, allowed });
  }
  if (name !== undefined && isKnown(name) && !NAME.test(name)) {
    refusals.push({ prop: 'name', given: name, allowed: 'one to 30 letters, digits, hyphens and underscores' });
  }
  const isUnknown = Token.isUnresolved(timeoutSeconds) || Token.isUnresolved(pollSeconds);
  if (!isUnknown && timeoutSeconds > pollSeconds * MOST_LOOKS) {
    const allowed = `at most ${MOST_LOOKS} times pollSeconds, which is ${pollSeconds}: an execution of Step Functions has room for no more looks`;
    refusals.push({ prop: 'timeoutSeconds', given: timeoutSeconds, allowed });
  }
  return refusals;
}

/** Neither EventBridge nor an alarm tells a topic of another Region. */
function otherRegionRefusals(prop: string, given: string, region: string): readonly Refusal[] {
  if (!isKnown(given) || !isKnown(region)) return [];
  const [, , service, of] = given.split(':');
  if (service !== 'sns' || of === region) return [];
  return [
    { prop, given, allowed: `a topic of ${region}, the Region of the source: one of another Region is never told` },
  ];
}

function numberRefusals(prop: NumberProp, given: number | undefined): readonly Refusal[] {
  const [least, most] = LIMITS[prop];
  if (given === undefined || isWhole(given, least, most)) return [];
  return [{ prop, given, allowed: `a whole number from ${least} to ${most}` }];
}
