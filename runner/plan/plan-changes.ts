// What is not as it was when a plan was made. Pure.
import type { Handoff } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import type { Estimate } from '../text/interval';
import type { EstimatedAmount } from '../text/interval';
import { count, duration } from '../text/figures';
import { bytes, dollars, estimated } from '../text/interval-figures';
import { canonical } from './canonical';
import type { Plan } from './plan';
import type { PlanFile, PlanWorld } from './plan-file';
import { visible } from '../text/safe-text';

export interface PlanNow {
  readonly nowMs: number;
  readonly plan: Plan;
  /** @default - no handoff was read */
  readonly handoff?: Handoff;
  readonly world: PlanWorld;
  /** @default - nothing was counted */
  readonly copied?: EstimatedAmount;
  /** Dollars that are paid once, by the prices of now. @default - nothing was counted */
  readonly once?: Estimate;
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** A list without entries says no more than none at all. */
function saidOf(member: unknown): unknown {
  return Array.isArray(member) && member.length === 0 ? null : (member ?? null);
}

/** Members of the handoff that have changed. */
function handoffChanges(then: Handoff, now: Handoff): readonly string[] {
  const members = [
    'source',
    'destinations',
    'rules',
    'roles',
    'report',
    'manifest',
    'prefixes',
    'copy',
    'dataSync',
  ] as const;
  return members
    .filter((member) => !same(saidOf(then[member]), saidOf(now[member])))
    .map((member) => `Terraform's outputs say something else of '${member}'`);
}

function ruleChanges({ rules: then }: PlanWorld, { rules: now }: PlanWorld): readonly string[] {
  if (then === undefined)
    return now === undefined
      ? []
      : [
          'whether the replication rules have changed is not known: they could not be read when the plan was made, and can be now',
        ];
  if (now === undefined) return ['the replication rules can no longer be read'];
  const changed = then.filter((rule) => {
    const other = now.find(({ id }) => id === rule.id);
    return other !== undefined && !same(rule, other);
  });
  const gone = then.filter((rule) => !now.some(({ id }) => id === rule.id));
  const added = now.filter((rule) => !then.some(({ id }) => id === rule.id));
  return [
    ...changed.map(({ id }) => `the replication rule '${visible(id)}' has changed`),
    ...gone.map(({ id }) => `the replication rule '${visible(id)}' is gone`),
    ...added.map(({ id }) => `the replication rule '${visible(id)}' is new`),
  ];
}

function roleChanges(then: PlanWorld, now: PlanWorld): readonly string[] {
  return [
    ...(then.replicationRoleArn !== undefined && then.replicationRoleArn !== now.replicationRoleArn
      ? ['the replication configuration has another role']
      : []),
    ...(then.jobRoleTrust !== undefined && then.jobRoleTrust !== now.jobRoleTrust
      ? [
          now.jobRoleTrust === undefined
            ? 'the trust policy of the job role can no longer be read'
            : 'the trust policy of the job role has changed',
        ]
      : []),
  ];
}

function taskChanges({ task: then }: PlanWorld, { task: now }: PlanWorld): readonly string[] {
  return then === undefined || then === now
    ? []
    : ['the task, or one of its locations, is not as it was when the plan was made: another one, or other options'];
}

/** Whether two estimates may be of the same number, give or take the tolerance. */
function mayBeSame(a: Estimate, b: Estimate, tolerance: number): boolean {
  const most = ({ high }: Estimate): number => (high ?? Infinity) * (1 + tolerance);
  const least = ({ low }: Estimate): number => low * (1 - tolerance);
  return least(a) <= most(b) && least(b) <= most(a);
}

function countChanges(
  { copied: then, once: paid, tolerance }: PlanFile,
  { copied: now, once }: PlanNow,
): readonly string[] {
  if (then === undefined) return [];
  if (now === undefined) return ['what would be copied can no longer be counted'];
  const told = (what: string, was: Estimate, is: Estimate, shown: (value: number) => string): readonly string[] =>
    mayBeSame(was, is, tolerance)
      ? []
      : [`${what}: ${estimated(is, shown)}, and the plan has ${estimated(was, shown)}`];
  return [
    ...told('object versions to copy', then.versions, now.versions, count),
    ...told('size to copy', then.bytes, now.bytes, bytes),
    ...(paid === undefined || once === undefined
      ? []
      : told('cost by the prices that are known now', paid, once, dollars)),
  ];
}

/** What the file does not say, so that nothing was held against it; whoever takes a line out of it takes a check away. */
export function notComparedBy(
  { copied, once, survey, world, handoff }: PlanFile,
  now: Pick<PlanNow, 'handoff'>,
): readonly string[] {
  const isCounted = survey.mode !== 'none';
  return [
    ...(isCounted && copied === undefined ? ['how many object versions there were to copy'] : []),
    ...(isCounted && once === undefined ? ['what that was to cost'] : []),
    ...(world.rules !== undefined && world.replicationRoleArn === undefined ? ['which role replicates'] : []),
    ...(world.jobRoleTrust === undefined ? ['whom the job role trusts'] : []),
    ...(handoff === undefined && now.handoff !== undefined ? ["what Terraform's outputs said"] : []),
  ];
}

/** Whether S3 waits is said anew with each run. */
function withoutConfirmation(request: unknown): unknown {
  return { ...(request as Readonly<Record<string, unknown>>), ConfirmationRequired: undefined };
}

/** In words; empty when the plan may be run. */
function changesSince(file: PlanFile, now: PlanNow): readonly string[] {
  const requests = now.plan.transfers.map(({ request }) => withoutConfirmation(request));
  return [
    ...(file.handoff === undefined || now.handoff === undefined ? [] : handoffChanges(file.handoff, now.handoff)),
    ...ruleChanges(file.world, now.world),
    ...roleChanges(file.world, now.world),
    ...taskChanges(file.world, now.world),
    ...countChanges(file, now),
    ...(same(file.plan.requests.map(withoutConfirmation), requests) &&
    file.plan.hash === now.plan.hash &&
    file.plan.region === now.plan.region
      ? []
      : [
          'the requests in the file are not those that this s3-backfill would send: the file or the program was changed',
        ]),
  ];
}

/** @throws RunnerError `preflight` when something has changed; nothing was sent */
export function holdPlan(file: PlanFile, now: PlanNow): void {
  const changes = changesSince(file, now);
  if (changes.length === 0) return;
  const age = duration((now.nowMs - file.madeMs) / 1000);
  throw new RunnerError(
    'preflight',
    `nothing was sent: the world is not as it was when the plan was made, ${age} ago: ${changes.join('; ')}`,
    'look at what has changed, and make a new plan: s3-backfill plan --out plan.json',
  );
}
