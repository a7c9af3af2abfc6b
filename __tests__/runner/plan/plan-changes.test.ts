// Everything that keeps a plan from being run, one thing at a time.
import { describe, expect, it } from '@jest/globals';
import type { Handoff } from '../../../modules/handoff';
import { holdPlan, type PlanNow } from '../../../runner/plan/plan-changes';
import type { PlanFile } from '../../../runner/plan/plan-file';
import { targetOfHandoff } from '../../../runner/target/target';
import { exactly } from '../../../runner/text/interval';
import { handoff, JOB_ROLE, rule } from '../fakes/fake-world';

const HOUR_MS = 3_600_000;
const REQUEST = { Priority: 10, ConfirmationRequired: false };
const WORLD = { replicationRoleArn: 'arn:role', rules: [rule()], jobRoleTrust: 'trust' };
const COPIED = { versions: exactly(100), bytes: exactly(1_000) };

const FILE: PlanFile = {
  madeMs: 0,
  target: targetOfHandoff(handoff()),
  handoff: handoff(),
  options: {},
  plan: { method: 'batch-replication', hash: 'h', region: 'eu-west-1', requests: [REQUEST] },
  world: WORLD,
  survey: { mode: 'exact' },
  copied: COPIED,
  once: exactly(10),
  tolerance: 0.1,
};

const NOW: PlanNow = {
  nowMs: HOUR_MS,
  plan: { region: 'eu-west-1', hash: 'h', transfers: [{ hash: 't', request: REQUEST }] },
  handoff: handoff(),
  world: WORLD,
  copied: COPIED,
  once: exactly(10),
};

const held =
  (now: Partial<PlanNow>, file: Partial<PlanFile> = {}) =>
  (): void =>
    holdPlan({ ...FILE, ...file }, { ...NOW, ...now });
const without = <T extends object, K extends keyof T>(all: T, name: K): Omit<T, K> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name)) as Omit<T, K>;

describe('a plan', () => {
  it('is run where nothing has changed, or only whether S3 waits for a confirmation', () => {
    expect(held({})).not.toThrow();
    const request = { ...REQUEST, ConfirmationRequired: true };
    expect(held({ plan: { ...NOW.plan, transfers: [{ hash: 't', request }] } })).not.toThrow();
  });

  it.each<[keyof Handoff, Partial<Handoff>]>([
    ['source', { source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' } }],
    ['destinations', { destinations: [{ bucket: 'dst', region: 'us-east-1', ruleId: 'folder' }] }],
    ['rules', { rules: [] }],
    ['roles', { roles: { batchJobArn: JOB_ROLE, replicationArn: JOB_ROLE } }],
    ['report', { report: { bucket: 'reports', prefix: 'x' } }],
    ['manifest', { manifest: { bucket: 'lists', prefix: '' } }],
    ['prefixes', { prefixes: [] }],
  ])("is not run where Terraform says something else of '%s'", (member, changes) => {
    expect(held({ handoff: handoff(changes) })).toThrow(`Terraform's outputs say something else of '${member}'`);
  });

  it('is run where no handoff is read now, or none was then', () => {
    expect(held(without(NOW, 'handoff'), {})).not.toThrow();
  });

  it.each<[string, Partial<PlanNow['world']>]>([
    ["the replication rule 'folder' has changed", { rules: [rule({ deleteMarkers: true })] }],
    ["the replication rule 'folder' is gone", { rules: [] }],
    ["the replication rule 'more' is new", { rules: [rule(), rule({ id: 'more' })] }],
    ['the replication configuration has another role', { replicationRoleArn: 'arn:other' }],
    ['the trust policy of the job role has changed', { jobRoleTrust: 'other' }],
  ])('is not run where %s', (said, world) => {
    expect(held({ world: { ...WORLD, ...world } })).toThrow(said);
  });

  it('is not run where what it rests on cannot be read any more', () => {
    expect(held({ world: without(WORLD, 'rules') })).toThrow('the replication rules can no longer be read');
    expect(held({ world: without(WORLD, 'jobRoleTrust') })).toThrow(
      'the trust policy of the job role can no longer be read',
    );
    expect(held({ world: without(WORLD, 'replicationRoleArn') })).toThrow('has another role');
  });

  it('is run where what may not be read now was not read then', () => {
    expect(held({ world: {} }, { world: {} })).not.toThrow();
  });

  it('is not run where rules that could not be read then can be now: whether they have changed is not known', () => {
    expect(held({ world: WORLD }, { world: {} })).toThrow('whether the replication rules have changed is not known');
  });

  it.each<[string, Partial<PlanNow>, RegExp]>([
    [
      'versions',
      { copied: { ...COPIED, versions: exactly(123) } },
      /object versions to copy: 123, and the plan has 100/,
    ],
    ['fewer versions', { copied: { ...COPIED, versions: exactly(81) } }, /object versions to copy: 81/],
    ['bytes', { copied: { ...COPIED, bytes: exactly(2_000) } }, /size to copy/],
    ['dollars', { once: exactly(13) }, /cost by the prices that are known now/],
    ['another Region', { plan: { ...NOW.plan, region: 'us-east-1' } }, /the requests in the file are not those/],
    ['another hash', { plan: { ...NOW.plan, hash: 'i' } }, /the requests in the file are not those/],
    ['no transfer', { plan: { ...NOW.plan, transfers: [] } }, /the requests in the file are not those/],
  ])('is not run with %s beyond the tolerance', (_, now, said) => {
    expect(held(now)).toThrow(said);
  });

  it('is run with a tenth more or less', () => {
    expect(held({ copied: { versions: exactly(120), bytes: exactly(820) }, once: exactly(12) })).not.toThrow();
  });

  it('is not run where nothing can be counted any more, and is where nothing was counted', () => {
    const uncounted = without(NOW, 'copied');
    expect(() => holdPlan(FILE, uncounted)).toThrow('what would be copied can no longer be counted');
    expect(() => holdPlan(without(without(FILE, 'copied'), 'once'), uncounted)).not.toThrow();
  });

  it('tells all that has changed, and how old it is', () => {
    expect(held({ nowMs: 2 * HOUR_MS, once: exactly(20), world: { ...WORLD, rules: [] } })).toThrow(
      /made, 2 h ago: .*is gone; cost by/,
    );
  });
});
