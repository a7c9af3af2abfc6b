// The canary: one object there and back, and nothing left of it whatever happens.
import { targetOfHandoff } from '../../../runner/target/target';
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { doctorVerb } from '../../../runner/verbs/doctor';
import type { RunnerEvent } from '../../../runner/events/events';
import type { Aws } from '../../../runner/ports/aws';
import { bugs } from '../../emulator/running';
import { put, putRules, REPLICAS, rule, setStage, SOURCE, strike, type Stage, trustOf } from '../../emulator/stage';
import { awsOf, handoffOfStage } from '../checks/setups/examined';
import { engineOn, told } from '../checks/setups/findings';

let stage: Stage;
let aws: Aws;
let abort: AbortController;

async function begin(options: Parameters<typeof setStage>[0] = {}): Promise<void> {
  stage = await setStage(options);
  abort = new AbortController();
  aws = await awsOf(stage, stage.running.credentials(0), abort.signal);
  await put(stage, 'plain');
  await putRules(stage);
}

beforeEach(() => begin());
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  aws.close();
  await strike(stage);
});

/** Versions and delete markers of the canary that are left. */
async function left(): Promise<readonly string[]> {
  const pages = await Promise.all([
    stage.s3.send(new ListObjectVersionsCommand({ Bucket: SOURCE })),
    stage.away.send(new ListObjectVersionsCommand({ Bucket: REPLICAS })),
  ]);
  const all = pages.flatMap(({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers]);
  return all.map(({ Key = '' }) => Key).filter((key) => key.includes('canary'));
}

const fly = (onSleep?: () => void, prefixes: readonly string[] = [], waitSeconds = 60) =>
  told(
    doctorVerb(targetOfHandoff(handoffOfStage({ prefixes })), engineOn(stage, aws, abort.signal, onSleep), {
      canary: { waitSeconds, afterwards: () => awsOf(stage) },
    }),
  );

describe('a canary', () => {
  it('is replicated and compared, and removed from both buckets', async () => {
    const { events, ending } = await fly(() => void stage.running.emulator.idle());
    const answers = events.filter((event) => event.kind === 'check' && event.check === 'canary');
    expect(answers).toEqual([
      expect.objectContaining({
        answer: 'ok',
        detail: expect.stringMatching(/canary-[0-9a-f]{12}' was in 'replicas-of-stage' within \d+ s/),
      }),
    ]);
    expect(ending).toMatchObject({
      outcome: 'done',
      summary: expect.stringMatching(/^nothing .*the canary was replicated and removed$/),
    });
    expect(await left()).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'note')).toEqual([]);
  });

  it('is written below the first prefix', async () => {
    await put(stage, 'folder/a');
    const { events } = await fly(undefined, ['folder/']);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'waiting',
        detail: expect.stringMatching(/^the canary 'folder\/s3-backfill-canary-/),
      }),
    );
  });

  it('that fails is told as wrong, with exit code 2, and removed', async () => {
    const { objects } = aws;
    aws = {
      ...aws,
      objects: {
        ...objects,
        // The trust goes after everything was looked at: no reading of policies can tell that.
        async put(...parameters) {
          const PolicyDocument = trustOf('ec2.amazonaws.com');
          await stage.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'replication', PolicyDocument }));
          return objects.put(...parameters);
        },
      },
    };
    await expect(fly()).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(/^the canary did not arrive, and was removed: .*FAILED$/),
    });
    expect(await left()).toEqual([]);
  });

  it('is looked for and removed when S3 has written it and the answer never came', async () => {
    const { objects } = aws;
    aws = {
      ...aws,
      objects: {
        ...objects,
        async put(...parameters) {
          await objects.put(...parameters);
          throw new RunnerError('interrupted', 'interrupted');
        },
      },
    };
    const { events, ending } = await fly();
    expect(ending).toMatchObject({ outcome: 'interrupted' });
    expect(events.filter(({ kind }) => kind === 'note')).toEqual([]);
    expect(await left()).toEqual([]);
  });

  /** The source lets the version go, the destination does not. */
  const heldAt = (bucket: string): void => {
    const { objects } = aws;
    aws = {
      ...aws,
      objects: {
        ...objects,
        remove: (from, ...rest) =>
          from === bucket
            ? Promise.reject(new RunnerError('denied', 'S3 DeleteObject: access denied'))
            : objects.remove(from, ...rest),
      },
    };
  };

  it.each([SOURCE, REPLICAS])(
    'that cannot be removed from %s is wrong, and told with the command that removes it',
    async (bucket) => {
      heldAt(bucket);
      const events: RunnerEvent[] = [];
      const verb = doctorVerb(
        targetOfHandoff(handoffOfStage({ prefixes: [] })),
        engineOn(stage, aws, abort.signal, () => void stage.running.emulator.idle()),
        { canary: { waitSeconds: 60, afterwards: () => awsOf(stage) } },
      );
      const flown = (async () => {
        for await (const event of verb) events.push(event);
      })();
      await expect(flown).rejects.toMatchObject({
        kind: 'preflight',
        message: expect.stringMatching(/^the canary arrived, and was not removed everywhere: the canary is left in /),
      });
      const [key = ''] = await left();
      expect(await left()).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({
        check: 'canary',
        answer: 'wrong',
        detail: expect.stringContaining(`left in '${bucket}'`),
        patch: {
          language: 'sh',
          text: expect.stringContaining(`delete-object --bucket ${bucket} --key ${key} --version-id `),
        },
      });
    },
  );

  it('is not written where something is wrong already, nor where no rule covers it', async () => {
    await putRules(stage, rule({ Status: 'Disabled' }));
    const before = stage.running.log.length;
    await expect(fly()).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(/^nothing was sent: /),
    });
    const writes = stage.running.log
      .slice(before)
      .filter((entry) => entry.kind === 'request' && entry.method === 'PUT');
    expect(writes).toEqual([]);
  });
});

describe('a canary of slow replication', () => {
  beforeEach(async () => {
    aws.close();
    await strike(stage);
    await begin({ timing: { liveReplicationMs: 3_600_000 } });
  });

  it('is given up when the time is over, and removed', async () => {
    await expect(fly(undefined, [], 10)).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(/^the canary did not arrive, and was removed: .* is still PENDING after 10 s$/),
    });
    expect(await left()).toEqual([]);
  });

  it('may come later where S3 was at work: a note has the command', async () => {
    const { events } = await fly(() => abort.abort());
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'note',
        detail: expect.stringMatching(
          /may still come to 'replicas-of-stage'.*aws s3api delete-object --bucket replicas-of-stage/,
        ),
      }),
    );
  });

  it('is removed when the user stops the program', async () => {
    const { ending } = await fly(() => abort.abort());
    expect(ending).toMatchObject({ outcome: 'interrupted', summary: expect.stringMatching(/canary was removed/) });
    expect(await left()).toEqual([]);
  });
});
