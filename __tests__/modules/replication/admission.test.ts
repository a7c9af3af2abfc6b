// What the constructs let pass, S3 takes; and what they refuse as something that S3 would refuse, S3 does refuse. Held against
// PutBucketReplication of the emulator, whose rules of admission were written from AWS's texts and share nothing with modules/.
import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  type ReplicationRule as S3Rule,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3BucketReplicationConfigurationRule as Block } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReplicationConfiguration, type ReplicationRule } from '../../../modules';
import { STORAGE_CLASSES, resolveRules } from '../../../modules/replication/rule';
import { ruleBlock } from '../../../modules/replication/rule-block';
import { ruleRefusals } from '../../../modules/replication/rule-refusals';
import { errorOf, startEmulator, type Running } from '../../emulator/running';
import { synthesized } from '../synthesis';

const ROLE = 'arn:aws:iam::111122223333:role/replication';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';

let running: Running;
let s3: S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  for (const Bucket of ['source', 'replica', 'second']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
});
afterAll(() => running.close());

const put = (rules: readonly S3Rule[]) =>
  s3.send(
    new PutBucketReplicationCommand({ Bucket: 'source', ReplicationConfiguration: { Role: ROLE, Rules: [...rules] } }),
  );

/** The words of S3's API for a block of Terraform's resource, as the AWS provider sends it. */
const API_NAME: Readonly<Record<string, string>> = {
  id: 'ID',
  tags: 'Tags',
  replica_kms_key_id: 'ReplicaKmsKeyID',
};

function toApi(value: unknown, name = ''): unknown {
  if (name === 'Tags') return Object.entries(value as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const api = API_NAME[snake] ?? snake.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [api, toApi(inner, api)];
    }),
  );
}

/** As Terraform would know it: a literal is its text, the partition is `aws`. */
function rulesOfApi(blocks: unknown): S3Rule[] {
  const known = JSON.stringify(blocks)
    .replaceAll('arn:P:', 'arn:aws:')
    .replace(/\$\{\\"(\d+)\\"\}/g, '$1');
  return (JSON.parse(known) as unknown[]).map((block) => toApi(block) as S3Rule);
}

/** Without the refusals: what a rule would become if nobody looked at it. */
const unguarded = (rules: readonly ReplicationRule[]): S3Rule[] => {
  const blocks: Block[] = resolveRules(rules).map((rule) =>
    ruleBlock(rule, `arn:aws:s3:::${rule.destinationBucketName}`),
  );
  return rulesOfApi(blocks);
};

/** Letters only, so that no value is an expression or an XML question: those have tests of their own. */
const word = fc.stringMatching(/^[a-z]{1,8}$/);

/** Rules in which every combination that S3 refuses can come up. */
const anyRule: fc.Arbitrary<ReplicationRule> = fc.record(
  {
    id: fc.oneof(word, fc.constantFrom('same', 'x'.repeat(256))),
    prefix: fc.oneof(word, fc.constant('')),
    tags: fc.dictionary(word, word, { maxKeys: 3 }),
    priority: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(-1)),
    status: fc.constantFrom<'Enabled' | 'Disabled'>('Enabled', 'Disabled'),
    replicateDeleteMarkers: fc.boolean(),
    destinationBucketName: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('replica', 'second') },
      fc.constant('source'),
    ),
    destinationAccountId: fc.constant('111122223333'),
    storageClass: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...STORAGE_CLASSES) }, fc.constant('COLD')),
    replicaKmsKeyArn: fc.constant(KEY),
    replicationTimeControl: fc.boolean(),
    metrics: fc.boolean(),
    replicaModificationSync: fc.boolean(),
    ownerOverride: fc.boolean(),
  },
  { requiredKeys: ['destinationBucketName'] },
);

const rulesWhere = (isWanted: (refusals: number) => boolean): fc.Arbitrary<ReplicationRule[]> =>
  fc.array(anyRule, { minLength: 1, maxLength: 3 }).filter((rules) => isWanted(ruleRefusals('source', rules).length));

describe('rules and what S3 makes of them', () => {
  // Each side is drawn by itself: of rules drawn at random one in ten is let pass, and how many come up is luck.
  it('take what the refusals let pass', async () => {
    await fc.assert(
      fc.asyncProperty(
        rulesWhere((refusals) => refusals === 0),
        async (rules) => {
          await put(unguarded(rules));
        },
      ),
    );
  });

  it('refuse what the refusals refuse', async () => {
    await fc.assert(
      fc.asyncProperty(
        rulesWhere((refusals) => refusals > 0),
        async (rules) => {
          await errorOf(put(unguarded(rules)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are synthesized as what S3 takes', async () => {
    const good = anyRule.filter((rule) => ruleRefusals('source', [rule]).length === 0);
    await fc.assert(
      fc.asyncProperty(good, async (rule) => {
        const stack = synthesized((scope) => {
          new ReplicationConfiguration(scope, 'r', {
            sourceBucketName: 'source',
            replicationRoleArn: ROLE,
            rules: [rule],
          });
        });
        const [configuration] = Object.values(stack.resources('aws_s3_bucket_replication_configuration'));
        await put(rulesOfApi(configuration?.['rule']));
      }),
      { numRuns: 40 },
    );
  });

  it('have one exception, of which people are warned: existingObjectReplication', async () => {
    const rules = [{ destinationBucketName: 'replica', existingObjectReplication: 'Enabled' as const }];
    expect(ruleRefusals('source', rules)).toEqual([]);
    expect(await errorOf(put(unguarded(rules)))).toMatchObject({ name: 'MalformedXML' });
  });
});
