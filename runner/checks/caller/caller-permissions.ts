import type { BucketPlace } from '../../target/target';
import { bucketArn, partitionOf } from '../../text/arn';
import type { CallerPermission, CallerTarget, CallerUse } from '../../policy/caller/caller-permission';
import { CALLER_PERMISSIONS } from '../../policy/caller/caller-permissions';
import type { CheckContext } from '../asked/asked-once';
import { ownPolicies, type Request } from '../asked/own-policies';
import { jsonPatch } from '../../patches/policy-patches';
import { probeKey } from '../asked/probe-key';
import { visible } from '../../text/safe-text';
import { inventoryPlace } from '../../evidence/inventory';
import { decide } from '../../policy/decide';
import { couldNotCheck, ok, unlessDenied, wrong, type Check } from '../check';
import type { Finding } from '../../events/check-events';

interface Place {
  readonly resource: string;
  /** As a policy would name it. */
  readonly pattern: string;
}

/** Undefined: the caller needs it on something that is in question elsewhere, or that there is not. */
function placeOf(on: CallerTarget, { target, run }: CheckContext): Place | undefined {
  const { source, batchJob } = target;
  const { roleArn, report, manifest } = batchJob;
  const arn = (bucket: string): string => bucketArn(bucket, source.region);
  const at = (resource: string, pattern = resource): Place => ({ resource, pattern });
  const below = ({ bucket, prefix }: BucketPlace): Place => {
    const objects = `${arn(bucket)}/${prefix === '' ? '' : `${prefix}/`}`;
    return at(probeKey(objects), `${objects}*`);
  };
  const jobs = `arn:${partitionOf(source.region)}:s3:${source.region}:${source.accountId}:job/`;
  switch (on) {
    case 'every job of the account':
      return at('*');
    case 'jobs':
      return at(`${jobs}${probeKey('')}`, `${jobs}*`);
    case 'job role':
      return roleArn === undefined ? undefined : at(roleArn);
    case 'source bucket':
      return at(arn(source.bucket));
    case 'source objects':
      return at(`${arn(source.bucket)}/${probeKey('')}`, `${arn(source.bucket)}/*`);
    case 'report bucket':
      return report === undefined ? undefined : at(arn(report.bucket));
    case 'report objects':
      return report === undefined ? undefined : below(report);
    case 'manifest bucket':
      return manifest === undefined ? undefined : at(arn(manifest.bucket));
    case 'manifest objects':
      return manifest === undefined ? undefined : below(manifest);
    case 'inventory objects': {
      if (run.inventory === undefined) return undefined;
      const { bucket, key } = inventoryPlace(run.inventory);
      // The files are named in the manifest: somewhere in the same bucket.
      return at(`${arn(bucket)}/${key}`, `${arn(bucket)}/*`);
    }
    default:
      return undefined;
  }
}

/** Whose policies count: of a session, those of its role. Undefined: it cannot be told. */
async function principalOf(arn: string, { aws }: CheckContext): Promise<string | undefined> {
  const session = /^arn:[a-z0-9-]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (session !== undefined) return aws.roles.arnOf(session);
  return /:iam::\d{12}:user\//.test(arn) ? arn : undefined;
}

interface Wanted {
  readonly permission: CallerPermission;
  readonly place: Place;
}

/** What is asked of the run that not every run does. */
function usesOf({ run, suppliesManifest }: CheckContext): readonly CallerUse[] {
  return [
    ...(run.tagged === false ? [] : ['tags' as const]),
    ...(suppliesManifest ? ['supplied manifest' as const] : []),
    ...(run.inventory === undefined ? [] : ['inventory' as const]),
  ];
}

function wantedOf(context: CheckContext): readonly Wanted[] {
  const uses = usesOf(context);
  const concerned = CALLER_PERMISSIONS.filter(
    ({ verbs, onlyFor }) => verbs.includes('run') && (onlyFor === undefined || uses.includes(onlyFor)),
  );
  return concerned.flatMap((permission) => {
    const place = placeOf(permission.on, context);
    return place === undefined ? [] : [{ permission, place }];
  });
}

function lacking({ permission, place }: Wanted, principal: string, detail: string): Finding {
  const { action, without } = permission;
  const passing =
    action === 'iam:PassRole'
      ? '; a condition on iam:PassedToService never holds, since CreateJob does not fill it in'
      : '';
  return wrong(
    `${principal} ${detail} ${action} on ${place.pattern}: ${without}${passing}`,
    'add this statement to a policy of the caller',
    jsonPatch({ Effect: 'Allow', Action: action, Resource: place.pattern }),
  );
}

async function look(principal: string, context: CheckContext): Promise<readonly Finding[]> {
  const wanted = wantedOf(context);
  const requests = wanted.map(({ permission, place }): Request => ({
    action: permission.action,
    resource: place.resource,
    context: {
      'aws:PrincipalArn': principal,
      'aws:PrincipalAccount': context.target.source.accountId,
      'aws:SecureTransport': 'true',
      'iam:PassedToService': null,
    },
  }));
  const answers = await ownPolicies(principal, context.aws).answer(requests);
  const findings: Finding[] = [];
  const optional: string[] = [];
  for (const [index, one] of wanted.entries()) {
    const answer = answers[index];
    const { action, required = false, without } = one.permission;
    if (answer === undefined) continue;
    const decision = decide({ own: answer, sameAccount: true });
    if (decision.is === 'allowed') continue;
    if (decision.is === 'unsure') {
      if (required) findings.push(couldNotCheck(`${principal}: ${action} on ${one.place.pattern}: ${decision.why}`));
    } else if (required) {
      findings.push(lacking(one, principal, decision.by.kind === 'denied' ? 'is denied' : 'lacks'));
    } else optional.push(`${action} on ${one.place.pattern} (without it: ${without})`);
  }
  if (findings.length > 0) return findings;
  return [ok(optional.length === 0 ? principal : `${principal} may create jobs; it lacks ${optional.join(', ')}`)];
}

/** Whoever runs the backfill, too, needs permissions. */
export const callerPermissionsCheck: Check = {
  id: 'caller-permissions',
  title: 'these credentials may create a job and look at it',
  run: (context) =>
    unlessDenied(async () => {
      const { arn } = await context.aws.identity.whoAmI();
      if (arn.endsWith(':root')) return [ok(`${arn} may do everything`)];
      const principal = await principalOf(arn, context);
      if (principal === undefined)
        return [couldNotCheck(`${visible(arn)} is neither a user nor a role of the account`)];
      return look(principal, context);
    }, 'iam:GetRole'),
};
