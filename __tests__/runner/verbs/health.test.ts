// How live replication keeps up, by the status of recent objects and by CloudWatch.
import { targetOfHandoff } from '../../../runner/target/target';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HealthEvent } from '../../../runner/events/health-events';
import type { Aws } from '../../../runner/ports/aws';
import { healthVerb } from '../../../runner/verbs/health';
import { bugs } from '../../emulator/running';
import {
  put,
  putRolePolicy,
  putRules,
  REPLICATION_STATEMENTS,
  REPLICAS,
  rule,
  setStage,
  SOURCE,
  strike,
  type Stage,
  without,
} from '../../emulator/stage';
import { RunnerError } from '../../../runner/ports/errors';
import { awsOf, handoffOfStage } from '../checks/setups/examined';
import { engineOn, told } from '../checks/setups/findings';

let stage: Stage;
let aws: Aws;

beforeEach(async () => {
  stage = await setStage();
  aws = await awsOf(stage);
  await put(stage, 'before');
  await putRules(stage);
});
afterEach(async () => {
  aws.close();
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

async function health(recentHours = 24, metrics?: Aws['metrics']) {
  const seen = metrics === undefined ? aws : { ...aws, metrics };
  const engine = engineOn(stage, seen, new AbortController().signal);
  const { events, ending } = await told(healthVerb(targetOfHandoff(handoffOfStage()), engine, { recentHours }));
  const found = events.find((event): event is HealthEvent => event.kind === 'health');
  if (found === undefined) throw new Error('nothing was said of health');
  return { health: found, ending };
}

const NO_METRICS: Aws['metrics'] = {
  replication: () => Promise.resolve(undefined),
  oldestMessage: () => Promise.resolve(undefined),
};

describe('the health of live replication', () => {
  it('is good when nothing failed; objects from before the rule are told apart', async () => {
    await put(stage, 'after');
    await stage.running.emulator.idle();
    const { health: found, ending } = await health(24, NO_METRICS);
    expect(found).toMatchObject({ bucket: SOURCE, listed: 2, recent: 2, lookedAt: 2, failedKeys: [] });
    expect(found.statuses).toEqual([
      { status: 'COMPLETED', count: 1 },
      { status: 'NONE', count: 1 },
    ]);
    expect(found.rules).toEqual([
      expect.objectContaining({ rule: 'all', unknown: expect.stringContaining('no data point') }),
    ]);
    expect(ending).toEqual({
      outcome: 'done',
      summary: 'replication keeps up: none of 2 recent versions looked at FAILED',
      transferIds: [],
    });
  });

  it('is not known where no recent object was tried: that nothing failed says nothing', async () => {
    const { health: found, ending } = await health(24, NO_METRICS);
    expect(found.statuses).toEqual([{ status: 'NONE', count: 1 }]);
    expect(ending).toMatchObject({
      outcome: 'not-known',
      summary: expect.stringContaining('S3 has tried to replicate none of 1 recent version looked at'),
    });
  });

  it('is bad when recent objects FAILED, and names some', async () => {
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
    await put(stage, 'lost');
    await stage.running.emulator.idle();
    const { health: found, ending } = await health(24, NO_METRICS);
    expect(found.failedKeys).toEqual(['lost']);
    expect(ending).toMatchObject({
      outcome: 'some-failed',
      summary: expect.stringMatching(/^replication is failing: 1 of 2 /),
    });
  });

  it('is bad when CloudWatch counts failures, whatever the objects that were looked at say', async () => {
    const values = { OperationsFailedReplication: 7, OperationsPendingReplication: 3, ReplicationLatency: 90 };
    const metrics: Aws['metrics'] = {
      ...NO_METRICS,
      replication: ({ metric }) => {
        const value =
          metric === 'BytesPendingReplication' ? undefined : { latest: values[metric], sum: values[metric] };
        return Promise.resolve(value);
      },
    };
    const { health: found, ending } = await health(24, metrics);
    expect(found.rules).toEqual([
      { rule: 'all', destination: 'replicas-of-stage', failedOperations: 7, pendingOperations: 3, latencySeconds: 90 },
    ]);
    expect(ending.outcome).toBe('some-failed');
  });

  it('is not known where no recent object may be looked at', async () => {
    await put(stage, 'after');
    await stage.running.emulator.idle();
    const denied = new RunnerError('denied', 'S3 HeadObject: AccessDenied');
    const blind = { ...aws, objects: { ...aws.objects, head: () => Promise.reject(denied) } };
    aws = blind;
    const { ending } = await health(24, NO_METRICS);
    expect(ending).toMatchObject({
      outcome: 'not-known',
      summary: expect.stringContaining('none of 2 recent versions may be looked at'),
    });
  });

  it('says why CloudWatch could not be asked, and goes on', async () => {
    aws.close();
    await strike(stage);
    stage = await setStage({ faults: [{ operation: 'cloudwatch:*', error: 'AccessDenied' }] });
    aws = await awsOf(stage);
    await putRules(stage);
    const { health: found, ending } = await health();
    expect(found.rules[0]?.unknown).toMatch(/^CloudWatch GetMetricStatistics: /);
    expect(ending.outcome).toBe('nothing-found');
  });

  it('is of recent objects that an enabled rule covers', async () => {
    await putRules(stage, rule({ Filter: { Prefix: 'other/' } }));
    expect((await health(24, NO_METRICS)).health).toMatchObject({ listed: 1, recent: 0 });
    await putRules(stage);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await health(0.000_01, NO_METRICS)).health).toMatchObject({ listed: 1, recent: 0 });
  });

  it('cannot be told without an enabled rule', async () => {
    await putRules(stage, rule({ Status: 'Disabled' }));
    await expect(health()).rejects.toMatchObject({ kind: 'preflight', message: expect.stringContaining('no enabled') });
  });
});

const MEASURED = rule({ Destination: { Bucket: `arn:aws:s3:::${REPLICAS}`, Metrics: { Status: 'Enabled' } } });

describe('what CloudWatch says of a rule with metrics', () => {
  it('is what live replication did: nothing waits, and nothing failed', async () => {
    await putRules(stage, MEASURED);
    await put(stage, 'after');
    await stage.running.emulator.idle();
    const { health: found, ending } = await health();
    expect(found.rules).toEqual([
      {
        rule: 'all',
        destination: REPLICAS,
        pendingOperations: 0,
        failedOperations: 0,
        latencySeconds: expect.any(Number),
      },
    ]);
    expect(ending.outcome).toBe('done');
  });

  it('is that an operation failed, even if the version is gone', async () => {
    await putRules(stage, MEASURED);
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
    const VersionId = await put(stage, 'lost');
    await stage.running.emulator.idle();
    await stage.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'lost', VersionId }));
    const { health: found, ending } = await health();
    expect(found).toMatchObject({ failedKeys: [], rules: [{ failedOperations: 1, pendingOperations: 0 }] });
    expect(ending).toMatchObject({
      outcome: 'some-failed',
      summary: expect.stringContaining('1 failed operation by CloudWatch'),
    });
  });

  it('comes from two Regions: what waits from that of the destination', async () => {
    aws.close();
    await strike(stage);
    stage = await setStage({ timing: { liveReplicationMs: 3_600_000 } });
    aws = await awsOf(stage);
    await putRules(stage, MEASURED);
    await put(stage, 'waiting');
    await put(stage, 'too');
    const { health: found } = await health();
    expect(found.rules).toEqual([
      { rule: 'all', destination: REPLICAS, pendingOperations: 2, latencySeconds: expect.any(Number) },
    ]);
    const asked = stage.running.log.filter(
      (entry) => entry.kind === 'request' && entry.operation === 'cloudwatch:GetMetricStatistics',
    );
    expect(asked).toHaveLength(3);
  });
});

describe('what waits', () => {
  it('is told with the age of the oldest', async () => {
    aws.close();
    await strike(stage);
    stage = await setStage({ timing: { liveReplicationMs: 3_600_000 } });
    aws = await awsOf(stage);
    await putRules(stage);
    await put(stage, 'waiting');
    const { health: found, ending } = await health(24, NO_METRICS);
    expect(found.statuses).toEqual([{ status: 'PENDING', count: 1 }]);
    expect(found.oldestPendingSeconds).toBeGreaterThanOrEqual(0);
    expect(ending.summary).toMatch(/1 version PENDING for up to/);
  });
});
