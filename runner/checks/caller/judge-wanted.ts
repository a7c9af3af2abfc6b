// Whether the policies of whoever calls the runner allow what it needs, and what is told where they do not.
import type { WhoAmI } from '../../ports/aws';
import { callerContext, ofSession } from './caller-context';
import { placeOf, type Wanted } from './caller-place';
import { secondFactorFinding, withSecondFactor } from './second-factor';
import type { CheckContext } from '../asked/asked-once';
import { ownPolicies, questionOf, type Request } from '../asked/own-policies';
import { decide, type Decision, type OwnAnswer } from '../../policy/decide';
import { weigh } from '../../policy/weigh';
import { callerPolicyPatch } from '../../patches/policy-patches';
import {
  actionsInWords,
  nameOfReason,
  reasonsOf,
  refusalWords,
  type OneAllowing,
  type Reason,
} from '../../patches/refusal-words';
import type { IntendedRun } from '../asked/intended-run';
import { probeKey } from '../asked/probe-key';
import { DEFAULT_PRIORITY, PLAN_TAG } from '../../ports/batch/job-request';
import { CALLERS_POLICY } from '../roles/judge-permissions';
import { couldNotCheck, ok, wrong, type Finding } from '../check';

/** Whose policies count: of a session, those of its role. Undefined: it cannot be told. */
export async function principalOf(arn: string, { aws }: CheckContext): Promise<string | undefined> {
  const session = /^arn:[a-z0-9-]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (session !== undefined) return aws.roles.arnOf(session);
  return /:iam::\d{12}:user\//.test(arn) ? arn : undefined;
}

const ONLY_JOBS =
  'its policies allow it on jobs (arn:…:job/*) alone; AWS documents no resource of it but *, and such a policy was seen to be enough';

interface Refused {
  readonly wanted: Wanted;
  readonly reason: Reason;
}

function allowing({ permission: { action }, place: { pattern } }: Wanted): OneAllowing {
  return { action, resource: pattern };
}

/** What is told of the job that is to be made. */
function jobInWords(run: IntendedRun): string {
  const { copyJobs, priority = DEFAULT_PRIORITY, tagged } = run;
  const operation = operationOf(copyJobs);
  const tags = tagged === false ? 'no tag' : `the tag ${PLAN_TAG} alone`;
  return `s3:RequestJobOperation ${operation}, s3:RequestJobPriority ${priority} and ${tags}`;
}

/** All that is refused for one reason. */
function refused(those: readonly Refused[], reason: Reason, principal: string, run: IntendedRun): Finding {
  const all = those.map(({ wanted }) => allowing(wanted));
  const without = [...new Set(those.map(({ wanted }) => wanted.permission.without))].join('; ');
  const passing = all.some(({ action }) => action === 'iam:PassRole')
    ? '; a condition on iam:PassedToService never holds, since CreateJob does not fill it in'
    : '';
  const isCreating = all.some(({ action }) => action === 's3:CreateJob');
  const asking = isCreating ? `; a condition of its policies has to hold for ${jobInWords(run)}` : '';
  if (reason.kind === 'missing' && reason.where === 'identity')
    return wrong(
      `${principal} lacks ${actionsInWords(all)}: ${without}${passing}${asking}`,
      CALLERS_POLICY,
      callerPolicyPatch(principal, all),
    );
  const bucket = those[0]?.wanted.place.bucket;
  const place = bucket === undefined ? undefined : { policy: 'bucket' as const, of: bucket };
  const { detail, fix, patch } = refusalWords({ reason, those: all, place, roleArn: principal });
  return wrong(`${principal} ${detail}: ${without}${passing}${asking}`, fix, patch);
}

/** What the policies of the caller say, and where they do not allow it, that of the bucket. */
async function decided(
  { place: { bucket } }: Wanted,
  request: Request,
  own: OwnAnswer,
  principal: string,
  context: CheckContext,
): Promise<Decision> {
  const { accountId } = context.target.source;
  if (bucket === undefined || (await context.isGone(bucket))) return decide({ own, sameAccount: true });
  const policy = await context.bucketPolicy(bucket);
  return decide({
    own,
    resource:
      'why' in policy
        ? { unread: `the policy of the bucket '${bucket}' could not be read: ${policy.why}` }
        : weigh(policy.value === undefined ? [] : [policy.value], questionOf(request, principal)),
    sameAccount: (await context.accountOf(bucket)) === accountId,
  });
}

/** Of what IAM is asked it is not documented. */
async function requestedRegion(
  { permission: { on }, place: { bucket } }: Wanted,
  { target, regionOf }: CheckContext,
): Promise<Request['context']> {
  const ofJobs = on === 'jobs' || on === 'every job of the account';
  const region = bucket === undefined ? target.batchJob.region : await regionOf(bucket);
  const known = region ?? (ofJobs ? target.source.region : undefined);
  return known === undefined || (bucket === undefined && !ofJobs) ? {} : { 'aws:RequestedRegion': known };
}

function operationOf(copyJobs: IntendedRun['copyJobs']): string {
  return copyJobs === undefined ? 'S3ReplicateObject' : 'S3PutObjectCopy';
}

/** What a policy can ask of the request that creates a job. */
function jobContext(
  action: string,
  { copyJobs, priority = DEFAULT_PRIORITY, tagged }: IntendedRun,
): Request['context'] {
  if (action !== 's3:CreateJob') return {};
  return {
    's3:RequestJobOperation': operationOf(copyJobs),
    's3:RequestJobPriority': String(priority),
    ...(tagged === false
      ? {}
      : { 'aws:TagKeys': PLAN_TAG, [`aws:RequestTag/${PLAN_TAG}`]: [probeKey(''), probeKey(PLAN_TAG)] }),
    'aws:RequestTag/*': null,
  };
}

/** Whether all that stands against it is that no second factor was seen. */
async function isForSecondFactor(
  wanted: Wanted,
  request: Request,
  principal: string,
  who: WhoAmI,
  context: CheckContext,
): Promise<boolean> {
  const again = withSecondFactor(request, who);
  const [own] = again === undefined ? [] : await ownPolicies(principal, context.aws).answer([again]);
  if (again === undefined || own === undefined) return false;
  return (await decided(wanted, again, own, principal, context)).is === 'allowed';
}

/**
 * Of CreateJob AWS documents no resource, and a policy that allows it on jobs alone was seen to be enough.
 * https://github.com/aws-samples/sample-replicate-on-tag-for-amazon-s3
 */
async function mayOnJobs(request: Request, principal: string, context: CheckContext): Promise<boolean> {
  const resource = placeOf('jobs', context)?.resource ?? request.resource;
  const [own] = await ownPolicies(principal, context.aws).answer([{ ...request, resource }]);
  return own !== undefined && decide({ own, sameAccount: true }).is === 'allowed';
}

/** @param may what whoever has all of it may do, for example: may create jobs */
export async function judgeWanted(
  principal: string,
  wanted: readonly Wanted[],
  may: string,
  context: CheckContext,
): Promise<readonly Finding[]> {
  const who = await context.aws.identity.whoAmI();
  const regions = await Promise.all(wanted.map((one) => requestedRegion(one, context)));
  const requests = wanted.map(({ permission, place }, index): Request => ({
    action: permission.action,
    resource: place.resource,
    context: {
      ...callerContext(principal, who, context),
      ...regions[index],
      ...jobContext(permission.action, context.run),
      ...place.context,
    },
  }));
  const answers = await ownPolicies(principal, context.aws).answer(requests);
  const refusals = new Map<string, Refused[]>();
  const unsure = new Map<string, string[]>();
  const optional: string[] = [];
  const secondFactor: Wanted[] = [];
  for (const [index, one] of wanted.entries()) {
    const [own, request] = [answers[index], requests[index]];
    if (own === undefined || request === undefined) continue;
    const decision = await decided(one, request, own, principal, context);
    const { action, required = false, without } = one.permission;
    if (decision.is === 'allowed') continue;
    if (decision.is === 'unsure') {
      const what = `${action} on ${one.place.pattern}`;
      if (required) unsure.set(decision.why, [...(unsure.get(decision.why) ?? []), what]);
    } else if (required && (await isForSecondFactor(one, request, principal, who, context))) {
      secondFactor.push(one);
    } else if (action === 's3:CreateJob' && (await mayOnJobs(request, principal, context))) {
      unsure.set(ONLY_JOBS, [`${action} on ${one.place.pattern}`]);
    } else if (required) {
      for (const reason of reasonsOf(decision.by)) {
        const { bucket } = one.place;
        const place = bucket === undefined ? undefined : { policy: 'bucket' as const, of: bucket };
        const name = nameOfReason(reason, place);
        refusals.set(name, [...(refusals.get(name) ?? []), { wanted: one, reason }]);
      }
    } else optional.push(`${action} on ${one.place.pattern} (without it: ${without})`);
  }
  // One reason is one finding.
  const findings = [
    ...[...refusals.values()].flatMap((those) =>
      those[0] === undefined ? [] : [refused(those, those[0].reason, principal, context.run)],
    ),
    ...(secondFactor.length === 0 ? [] : [secondFactorFinding(secondFactor.map(allowing), principal)]),
  ];
  const doubts = [...unsure].map(([why, those]) => couldNotCheck(`${principal}: ${those.join(', ')}: ${why}`));
  if (findings.length + doubts.length > 0) return [...findings, ...doubts];
  const said = optional.length === 0 ? principal : `${principal} ${may}; it lacks ${optional.join(', ')}`;
  return [ok(`${said}${ofSession(who)}`)];
}
