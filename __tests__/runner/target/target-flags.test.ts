// What flags and handoff make of the target, field by field.
import { describe, expect, it } from '@jest/globals';
import { checkFlags, targetOf, type TargetFlags } from '../../../runner/target/target-flags';
import { ACCOUNT, handoff, JOB_ROLE } from '../fakes/fake-world';

const REPLICATION_ROLE = `arn:aws:iam::${ACCOUNT}:role/replication`;
const HANDOFF = handoff({
  destinations: [{ bucket: 'dst', region: 'eu-central-1', accountId: '444455556666', ruleId: 'folder' }],
  roles: { batchJobArn: JOB_ROLE, replicationArn: REPLICATION_ROLE },
  manifest: { bucket: 'lists', prefix: 'm' },
});
const COPY_ROLE = `arn:aws:iam::${ACCOUNT}:role/copy`;
/** Of copies alone: no rule, and no role for rules. */
const COPIES = handoff({
  destinations: [],
  rules: [],
  roles: { batchCopyArn: COPY_ROLE },
  copy: { bucket: 'copies', prefix: 'archive/2024' },
  prefixes: [],
});
const FALLBACK = { region: () => Promise.resolve('ap-south-1'), accountId: () => Promise.resolve('999900001111') };
const target = (flags: TargetFlags, of: typeof HANDOFF | undefined = HANDOFF) => targetOf(of, flags, FALLBACK);

describe('the target', () => {
  it('is what the handoff says, where no flag says more', async () => {
    expect(await target({})).toEqual({
      source: HANDOFF.source,
      destinations: HANDOFF.destinations,
      rules: HANDOFF.rules,
      prefixes: ['folder/'],
      replicationRoleArn: REPLICATION_ROLE,
      batchJob: { roleArn: JOB_ROLE, report: HANDOFF.report, manifest: HANDOFF.manifest },
    });
  });

  it.each<[TargetFlags, object]>([
    [{ region: 'us-west-2' }, { source: { ...HANDOFF.source, region: 'us-west-2' } }],
    [{ accountId: '222233334444' }, { source: { ...HANDOFF.source, accountId: '222233334444' } }],
    [{ roleArn: 'arn:other' }, { batchJob: { roleArn: 'arn:other', report: HANDOFF.report } }],
    [{ reportBucket: 'r' }, { batchJob: { report: { bucket: 'r', prefix: 'backfill' } } }],
    [{ reportPrefix: '/p/' }, { batchJob: { report: { bucket: 'reports', prefix: 'p' } } }],
    [{ manifestBucket: 'n' }, { batchJob: { manifest: { bucket: 'n', prefix: 'm' } } }],
    [{ manifestPrefix: '//p//' }, { batchJob: { manifest: { bucket: 'lists', prefix: 'p' } } }],
    [{ prefixes: ['b/', 'a/', 'a/x/'] }, { prefixes: ['b/', 'a/'] }],
    [{ sourceBucket: 'src' }, { source: HANDOFF.source, rules: HANDOFF.rules }],
  ])('with %j is %j', async (flags, expected) => {
    expect(await target(flags)).toMatchObject(expected);
  });

  it('of copies alone has their role and their place, and no role that replicates', async () => {
    expect(await target({}, COPIES)).toEqual({
      source: COPIES.source,
      destinations: [],
      rules: [],
      copyTo: { bucket: 'copies', before: 'archive/2024/' },
      batchJob: { batchCopyRoleArn: COPY_ROLE, report: COPIES.report },
    });
  });

  it('of copies has keys as they are where the handoff names no folder for them', async () => {
    const { copyTo } = await target({}, { ...COPIES, copy: { bucket: 'copies' } });
    expect(copyTo).toEqual({ bucket: 'copies' });
  });

  it('of another bucket is copied nowhere by the handoff', async () => {
    const { copyTo, batchJob } = await target({ sourceBucket: 'elsewhere' }, COPIES);
    expect([copyTo, batchJob.batchCopyRoleArn]).toEqual([undefined, COPY_ROLE]);
  });

  it('of an empty prefix has every key, whatever the handoff says', async () => {
    expect(await target({ prefixes: [''] })).not.toHaveProperty('prefixes');
  });

  it('of another bucket keeps places and job role, and nothing that belongs to the bucket of the handoff', async () => {
    expect(await target({ sourceBucket: 'elsewhere' })).toEqual({
      source: { bucket: 'elsewhere', region: 'ap-south-1', accountId: '999900001111' },
      destinations: [],
      rules: [],
      batchJob: { roleArn: JOB_ROLE, report: HANDOFF.report, manifest: HANDOFF.manifest },
    });
  });

  it('without a handoff has the places that are documented, and lacks what nobody names', async () => {
    const source = { bucket: 'b', region: 'ap-south-1', accountId: '999900001111' };
    const none = (flags: TargetFlags) => targetOf(undefined, { sourceBucket: 'b', ...flags }, FALLBACK);
    expect(await none({})).toEqual({ source, destinations: [], rules: [], batchJob: {} });
    expect((await none({ reportBucket: 'r', manifestBucket: 'm' })).batchJob).toEqual({
      report: { bucket: 'r', prefix: 's3-backfill/reports' },
      manifest: { bucket: 'm', prefix: 's3-backfill/manifests' },
    });
    await expect(targetOf(undefined, {}, FALLBACK)).rejects.toThrow('no flag names a source bucket');
  });
});

describe('a flag', () => {
  it.each<[keyof TargetFlags, string, string]>([
    ['region', 'europe', '--region'],
    ['accountId', '123', '--account-id'],
    ['roleArn', 'role/name', '--role-arn'],
  ])('%s that is %s is refused by its name', (field, value, flag) => {
    expect(() => checkFlags({ [field]: value })).toThrow(`${flag}: got '${value}'`);
  });

  it('that is right passes, and of several that are wrong each is named', () => {
    expect(() =>
      checkFlags({ sourceBucket: 'src', region: 'eu-west-1', accountId: ACCOUNT, roleArn: JOB_ROLE }),
    ).not.toThrow();
    expect(() => checkFlags({ region: 'x', accountId: 'y' })).toThrow(/--region: .*; --account-id: /);
  });
});
