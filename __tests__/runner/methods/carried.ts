// A method of a few lines: it carries versions from bucket to bucket in memory, and keeps its transfers in the journal. What the
// verbs and the preparation of a plan ask of a method, they ask of this one too.
import { failedVersions } from '../../../runner/evidence/failed-versions';
import type { RunnerEvent } from '../../../runner/events/events';
import {
  isOverIn,
  type TransferCounts,
  type TransferPhase,
  type TransferStatus,
} from '../../../runner/events/transfer-events';
import type { ReportEvent } from '../../../runner/events/report-events';
import type { Method, Transferred } from '../../../runner/methods/method';
import { versionByVersion, type VersionPlanner } from '../../../runner/methods/version-by-version';
import type { Keeps } from '../../../runner/methods/keeps';
import { shortHash } from '../../../runner/plan/canonical';
import type { Plan, PlannedTransfer } from '../../../runner/plan/plan';
import type { Engine } from '../../../runner/ports/engine';
import { RunnerError } from '../../../runner/ports/errors';
import type { ObjectVersionId } from '../../../runner/target/manifest-csv';
import type { Target } from '../../../runner/target/target';
import { defined } from '../../../runner/text/defined';
import type { FakeBucket } from '../fakes/fake-buckets';

const KEEPS: Keeps = {
  survives: {
    'version-ids': 'kept',
    'older-versions': 'kept',
    times: 'lost',
    metadata: 'kept',
    'content-headers': 'kept',
    tags: 'kept',
    annotations: 'lost',
    acl: 'lost',
    'storage-class': 'kept',
    'object-lock': 'lost',
    encryption: 'lost',
    etag: 'kept',
    'delete-markers': 'lost',
    'replication-status': 'kept',
  },
  needs: [],
  mostVersions: 1_000,
};

interface Carried {
  readonly id: string;
  readonly phase: TransferPhase;
  readonly hash: string;
  readonly prefix?: string;
  readonly counts: TransferCounts;
  readonly failed: readonly ObjectVersionId[];
}

export interface CarryOptions {
  readonly buckets: Map<string, FakeBucket>;
  /** Keys that cannot be carried. @default - every key can */
  readonly heavy?: Set<string>;
}

const idOf = (hash: string): string => `carried-${hash}`;

async function read(engine: Engine, id: string): Promise<Carried> {
  const text = await engine.journal.read(id);
  if (text === undefined) throw new RunnerError('not-found', `there is no transfer '${id}'`);
  return JSON.parse(text) as Carried;
}

function statusOf({ id, phase, counts, prefix }: Carried): TransferStatus {
  const about = { transferId: id, method: 'carried', phase, status: phase, counts, reasons: [] };
  return { ...about, createdMs: 0, activeSeconds: 0, description: 'carried', ...defined({ prefix }) };
}

function reportOf({ id, prefix, counts, failed }: Carried): ReportEvent {
  const { succeeded } = counts;
  const cause = { meaning: 'it is too heavy', remedy: 'lift it', retriable: 'now', message: '' } as const;
  const examples = failed.map(({ key }) => key);
  const causes = failed.length === 0 ? [] : [{ code: 'Heavy', count: failed.length, examples, ...cause }];
  return {
    kind: 'report',
    transferId: id,
    ...defined({ prefix }),
    location: id,
    succeeded,
    failed: failed.length,
    unlisted: 0,
    doubts: [],
    causes,
    byPrefix: [],
  };
}

function outcomeOf({
  id,
  counts,
  failed,
}: Carried): Pick<Transferred['ending'], 'outcome' | 'summary' | 'transferIds'> {
  const outcome = failed.length > 0 ? 'some-failed' : 'done';
  return { outcome, summary: `${counts.succeeded} carried, ${failed.length} failed`, transferIds: [id] };
}

/** Carries what is at the source, under the prefix or as listed, to the destination of the target. */
export function carrying({ buckets, heavy = new Set() }: CarryOptions): Method {
  const carry = (planned: PlannedTransfer, target: Target): Carried => {
    const from = buckets.get(target.source.bucket)?.versions ?? [];
    const to = buckets.get(target.destinations[0]?.bucket ?? '')?.versions ?? [];
    const listed = (planned.request as { readonly versions?: readonly ObjectVersionId[] }).versions;
    const chosen = from.filter(({ key }) =>
      listed === undefined ? key.startsWith(planned.prefix ?? '') : listed.some((one) => one.key === key),
    );
    const failed = chosen.filter(({ key }) => heavy.has(key)).map(({ key, versionId = 'v1' }) => ({ key, versionId }));
    const light = chosen.filter(({ key }) => !heavy.has(key));
    const absent = light.filter(({ key }) => !to.some((one) => one.key === key));
    to.push(...absent.map((version) => ({ ...version, replicationStatus: 'REPLICA' })));
    const counts = { total: chosen.length, succeeded: light.length, failed: failed.length };
    return {
      id: idOf(planned.hash),
      phase: 'ended',
      hash: planned.hash,
      ...defined({ prefix: planned.prefix }),
      counts,
      failed,
    };
  };
  const planOf = (target: Target, transfers: readonly PlannedTransfer[]): Plan => ({
    region: target.source.region,
    transfers,
    hash: shortHash(transfers.map(({ hash }) => hash)),
  });
  async function* carryAll(plan: Plan, target: Target, engine: Engine): AsyncGenerator<RunnerEvent, Transferred> {
    const all: Carried[] = [];
    for (const planned of plan.transfers) {
      const known = await engine.journal.read(idOf(planned.hash));
      const one = known === undefined ? carry(planned, target) : (JSON.parse(known) as Carried);
      const { id, prefix, phase, counts } = one;
      const about = { transferId: id, ...defined({ prefix }) };
      yield {
        kind: 'transfer',
        ...about,
        method: 'carried',
        how: known === undefined ? 'created' : 'attached',
        detail: 'carried',
      };
      await engine.journal.write(id, JSON.stringify(one));
      yield { kind: 'transfer-ended', ...about, phase, status: phase, ...counts, reasons: [], advice: [], states: [] };
      yield reportOf(one);
      all.push(one);
    }
    const endings = all.map(outcomeOf);
    const worst = endings.find(({ outcome }) => outcome !== 'done') ?? endings[0];
    if (worst === undefined) throw new Error('a plan without transfers');
    return {
      ending: { ...worst, transferIds: all.map(({ id }) => id) },
      versions: all.reduce((sum, { counts }) => sum + counts.total, 0),
    };
  }
  const planning: VersionPlanner = {
    name: 'carried',
    checks: [],
    lacks: () => [],
    filters: ({ match }) => match === undefined,
    planPrefixes: (target) =>
      planOf(
        target,
        (target.prefixes ?? [undefined]).map((prefix) => ({
          ...defined({ prefix }),
          hash: shortHash({ source: target.source, prefix: prefix ?? null }),
          request: { carry: prefix ?? 'everything' },
        })),
      ),
    planVersions: (target, versions) => planOf(target, [{ hash: shortHash(versions), request: { versions } }]),
    isUnderway: () => Promise.resolve(false),
  };
  return {
    ...planning,
    ...versionByVersion(planning),
    title: 'Carried',
    noun: 'load',
    keeps: KEEPS,
    isIdOf: (id) => id.startsWith('carried-'),
    foresee: async ({ transfers }, engine) =>
      Promise.all(
        transfers.map(async ({ prefix, hash, request }) => {
          const known = await engine.journal.read(idOf(hash));
          return {
            ...defined({ prefix, attachTo: known === undefined ? undefined : idOf(hash) }),
            hash,
            request: { ...request },
          };
        }),
      ),
    begin: (plan, target, engine) => ({ run: () => carryAll(plan, target, engine), goesOn: () => undefined }),
    status: async (id, engine) => statusOf(await read(engine, id)),
    advice: () => [],
    async *watch(ids, engine) {
      const [id = ''] = ids;
      const one = await read(engine, id);
      yield reportOf(one);
      return outcomeOf(one);
    },
    async *report(id, engine) {
      const one = await read(engine, id);
      yield reportOf(one);
      return outcomeOf(one);
    },
    async *failures(id, engine) {
      const one = await read(engine, id);
      yield reportOf(one);
      const failed = failedVersions();
      for (const version of one.failed) failed.add(version, { retriable: 'now' });
      return { ...defined({ prefix: one.prefix }), failed, unlisted: 0 };
    },
    async *list(engine) {
      const one = await read(engine, 'carried-latest').catch(() => undefined);
      if (one === undefined || isOverIn(one.phase)) return;
      const { transferId, description, method, phase, status, createdMs, counts } = statusOf(one);
      yield { transferId, description, method, operation: 'carry', phase, status, createdMs, counts };
    },
    async cancel(id, engine) {
      await engine.journal.write(id, JSON.stringify({ ...(await read(engine, id)), phase: 'cancelled' }));
    },
  };
}
