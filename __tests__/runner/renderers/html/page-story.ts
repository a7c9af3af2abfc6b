// A run that holds every kind of result, for the pages and texts that are made of it.
import type { Certificate } from '../../../../runner/events/certificate';
import type { ComparedGroup } from '../../../../runner/events/comparisons/finding';
import type { RunnerEvent } from '../../../../runner/events/events';
import { causeOf } from '../../../../runner/methods/batch-jobs/report/causes';
import type { Story } from '../../../../runner/renderers/story';
import { copyMeaningOf } from '../../../../runner/verify/copies/copy-reasons';
import { meaningOf } from '../../../../runner/verify/reasons';

const START_MS = Date.parse('2026-03-01T08:00:00Z');
const MINUTE_MS = 60_000;

function group(name: string, same: number, missing = 0, different = 0, pending = 0): ComparedGroup {
  return { name, same, missing, different, pending, bytes: 1_234_567 * (same + missing + different + pending) };
}

/** @param key that stands wherever a key can stand */
export function certificateWith(key: string): Certificate {
  const example = { key, versionId: '3sL4kqtJlcpXroDTDmJ' };
  const finding = (name: 'missing' | 'different', reason: 'archived' | 'never-tried' | 'tags', count: number) => ({
    finding: name,
    reason,
    count,
    ...meaningOf(reason),
    examples: [example],
  });
  return {
    version: 2,
    source: { bucket: 'photos-eu', region: 'eu-west-1', accountId: '111122223333' },
    prefixes: [key],
    startedAt: '2026-03-01T09:10:00.000Z',
    endedAt: '2026-03-01T09:14:21.000Z',
    listing: 'ListObjectVersions',
    answer: 'incomplete',
    comparisons: [
      {
        destination: 'photos-us',
        ruleIds: [key],
        answer: 'incomplete',
        listed: [key],
        versions: {
          compared: 48_230,
          same: 48_120,
          missing: 92,
          different: 14,
          pending: 4,
          outside: 210,
          bytes: 91_268_055_040,
          sameBytes: 90_000_000_000,
        },
        deleteMarkers: { listed: 12, same: 0, missing: 0, notReplicated: 12 },
        extra: { versions: 3, replicas: 2, others: 1, notLookedAt: 0, deleteMarkers: 0, examples: [example] },
        evidence: {
          how: 'sample',
          looked: 10_000,
          of: 48_134,
          drawn: 10_000,
          tags: true,
          why: key,
          etagNotComparable: 5,
          statuses: [{ status: 'COMPLETED', count: 9_996 }],
        },
        findings: [
          finding('missing', 'never-tried', 70),
          finding('missing', 'archived', 22),
          finding('different', 'tags', 14),
        ],
        byPrefix: [group(key, 30_000, 70), group('folder/2025/', 18_120, 22, 14, 4)],
        byClass: [group('STANDARD', 40_000, 70, 14), group('STANDARD_IA', 8_120), group('GLACIER', 0, 22)],
        sourceDigest: { sha256: '3f'.repeat(32), lines: 48_452 },
        destinationDigest: { sha256: 'a0'.repeat(32), lines: 48_137 },
      },
    ],
  };
}

/** The same of copies, under two prefixes. */
export function copyCertificateWith(key: string): Certificate {
  const { comparisons, ...certificate } = certificateWith(key);
  const finding = (reason: 'not-copied' | 'content', count: number) => ({
    finding: reason === 'content' ? ('different' as const) : ('missing' as const),
    reason,
    count,
    ...copyMeaningOf(reason),
    examples: [{ key }],
  });
  return {
    ...certificate,
    matched: 'newest-with-newest',
    listing: 'ListObjectsV2',
    comparisons: comparisons.map((comparison) => ({
      ...comparison,
      keyPrefix: { source: key, destination: `copies/${key}` },
      ruleIds: [],
      versions: { ...comparison.versions, missing: 92, different: 18, pending: 0 },
      deleteMarkers: { listed: 0, same: 0, missing: 0, notReplicated: 0 },
      extra: { ...comparison.extra, replicas: 0, others: 0, notLookedAt: 3, examples: [{ key }] },
      evidence: {
        ...comparison.evidence,
        etagNotComparable: 12,
        contentNotComparable: 5,
        contentNotRead: 1,
        neverCompared: ['annotations', 'acl', 'encryption', 'object-lock'],
        statuses: [],
      },
      findings: [finding('not-copied', 92), finding('content', 18)],
      byPrefix: comparison.byPrefix.map((one) => ({ ...one, pending: 0 })),
    })),
  };
}

const exactly = (value: number) => ({ value, low: value, high: value });
const amount = (versions: number) => ({ versions: exactly(versions), bytes: exactly(versions * 1_900_000) });

/** @param key that stands wherever a key can stand */
export function storyWith(key: string): Story {
  const total = 48_000;
  const progress = Array.from({ length: 60 }, (_, index) => {
    const share = 1 - Math.exp(-index / 14);
    return {
      atMs: START_MS + index * MINUTE_MS,
      total: index < 3 ? 0 : total,
      succeeded: index < 3 ? 0 : Math.round(total * share * 0.93),
      failed: index < 3 ? 0 : Math.round(total * share * 0.06),
    };
  });
  const cause = (code: string, count: number) => ({
    code,
    count,
    message: key,
    examples: [key, 'folder/b'],
    ...causeOf(code),
  });
  const events: readonly RunnerEvent[] = [
    { kind: 'handoff', origin: key },
    {
      kind: 'target',
      source: { bucket: 'photos-eu', region: 'eu-west-1', accountId: '111122223333' },
      destinations: ['photos-us'],
    },
    { kind: 'check', check: 'account', title: 'credentials are right', answer: 'ok', detail: key },
    { kind: 'check', check: 'versioning', title: 'versioning is enabled', answer: 'could-not-check', detail: key },
    {
      kind: 'check',
      check: 'job-role',
      title: 'job role is there',
      answer: 'wrong',
      detail: key,
      fix: key,
      patch: { language: 'hcl', text: `resource "x" "y" {\n  bucket = "${key}"\n}` },
    },
    {
      kind: 'survey',
      how: 'listing',
      exact: true,
      basis: key,
      seed: 1,
      listed: 50_000,
      looked: 50_000,
      wholeBucket: true,
      fromBefore: 0,
      total: amount(50_000),
      copied: amount(48_000),
      notCopied: [{ reason: 'archived', ...amount(2_000) }],
      unknown: [{ reason: 'sse-c', ...amount(3) }],
      copiedBy: [
        { by: 'prefix', name: key, ...amount(23_000) },
        { by: 'prefix', name: 'folder/2024/', ...amount(25_000) },
        { by: 'storage-class', name: 'STANDARD', ...amount(40_000) },
        { by: 'storage-class', name: 'STANDARD_IA', ...amount(8_000) },
      ],
      arriving: [],
      byTransfer: [],
    },
    {
      kind: 'cost',
      currency: 'USD',
      lines: [
        {
          item: 'job',
          what: key,
          paid: 'once',
          quantity: exactly(1),
          unit: 'job',
          usd: 0.25,
          per: 1,
          amount: exactly(0.25),
        },
        {
          item: 'task',
          what: 'tasks',
          paid: 'once',
          quantity: exactly(48_000),
          unit: 'object',
          usd: 1,
          per: 1e6,
          amount: exactly(0.05),
        },
      ],
      once: exactly(0.3),
      monthly: exactly(0),
    },
    {
      kind: 'duration',
      lowSeconds: 700,
      highSeconds: 3_600,
      binds: 'bandwidth',
      terms: [{ quota: 'bandwidth', detail: key, lowSeconds: 700, highSeconds: 3_600 }],
    },
    { kind: 'warning', warning: 'source-lifecycle', detail: key, hint: key },
    {
      kind: 'transfer-ended',
      transferId: '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c',
      prefix: key,
      phase: 'ended',
      status: 'Complete',
      total,
      succeeded: 44_600,
      failed: 3_400,
      reasons: [{ code: 'x', text: key }],
      advice: [],
      states: [],
    },
    {
      kind: 'report',
      transferId: '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c',
      prefix: key,
      location: `s3://reports/${key}`,
      succeeded: 44_600,
      failed: 3_400,
      unlisted: 7,
      doubts: [key],
      causes: [
        cause('DstPutObjectNotPermitted', 2_900),
        cause('SrcObjectNotEligible', 430),
        cause('PermanentFailure', 60),
        cause(key, 10),
      ],
      byPrefix: [
        { prefix: key, succeeded: 20_000, failed: 3_000 },
        { prefix: 'folder/2024/', succeeded: 24_600, failed: 400 },
      ],
    },
    {
      kind: 'nothing-matched',
      transferId: key,
      prefix: key,
      reason: 'unknown',
      explanation: key,
      versionsListed: 0,
      versionsLookedAt: 0,
    },
    { kind: 'certificate', ...certificateWith(key) },
    { kind: 'note', detail: key },
    {
      kind: 'verdict',
      outcome: 'some-failed',
      exitCode: 1,
      summary: `3,400 of 48,000 object versions under '${key}' failed, by the completion report`,
      transferIds: [],
      comeBack: key,
    },
  ];
  const made = { version: '1.2.3', command: 's3-backfill run --outputs outputs.json' };
  return { made, startedMs: START_MS, endedMs: START_MS + 75 * MINUTE_MS, events, progress };
}
