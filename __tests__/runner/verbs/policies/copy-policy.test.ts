// What `policy --for copy` prints, and of whom: the copier alone, or the owner of another account's bucket and key as well.
import { describe, expect, it } from '@jest/globals';
import type { Aws } from '../../../../runner/ports/aws';
import { ACCOUNT, program, setup, type Ran } from '../../fakes/fake-world';

const THEIRS = '444455556666';
const COPY = ['--for', 'copy', '--source-bucket', 'src', '--prefix', 'a/', '--destination-bucket', 'dst'] as const;
const KEY = (account: string): string => `arn:aws:kms:eu-west-1:${account}:key/k`;

interface World {
  /** Account of each bucket; undefined: nobody may see it. @default - the credentials' */
  readonly owners?: Readonly<Record<string, string | undefined>>;
  readonly keys?: Readonly<Record<string, string>>;
}

async function printed({ owners = {}, keys = {} }: World, ...argv: readonly string[]): Promise<Ran> {
  const between = (aws: Aws): Aws => ({
    ...aws,
    bucketSettings: {
      ...aws.bucketSettings,
      isOwnedBy: (bucket, accountId) => {
        const owner = bucket in owners ? owners[bucket] : ACCOUNT;
        return Promise.resolve(owner === undefined ? undefined : owner === accountId);
      },
      encryption: (bucket) => {
        const kmsKeyArn = keys[bucket];
        return Promise.resolve(
          kmsKeyArn === undefined ? undefined : { algorithm: 'aws:kms', bucketKey: false, kmsKeyArn },
        );
      },
    },
  });
  return program({ ...setup(), between }, 'policy', ...argv, '--output', 'json');
}

interface Printed {
  readonly of: string;
  readonly text: string;
  readonly policy: { readonly Statement: readonly Record<string, unknown>[] };
}

function policies({ events }: Ran): readonly Printed[] {
  return events.filter(({ kind }) => kind === 'policy') as never;
}

const notes = ({ events }: Ran): string =>
  events.flatMap(({ kind, detail }) => (kind === 'note' ? [detail] : [])).join('\n');

describe('policy --for copy', () => {
  it('prints one policy where both buckets are of the account of the credentials', async () => {
    const ran = await printed({}, ...COPY, '--destination-prefix', 'b/');
    expect(ran.code).toBe(0);
    const [caller, ...others] = policies(ran);
    expect([caller?.of, others]).toEqual(['caller', []]);
    expect(caller?.policy.Statement).toContainEqual(
      expect.objectContaining({ Sid: 'DestinationObjects', Resource: 'arn:aws:s3:::dst/b/*' }),
    );
    expect(caller?.policy.Statement).toContainEqual(
      expect.objectContaining({
        Sid: 'SourceListing',
        Action: 's3:ListBucket',
        Condition: { StringLike: { 's3:prefix': 'a/*' } },
      }),
    );
  });

  it.each([
    ['--keep=lock', 's3:PutObjectRetention'],
    ['--keep=acl', 's3:PutObjectAcl'],
    ['--all-versions', 's3:GetObjectVersion'],
    ['--delete', 's3:DeleteObject'],
    ['--annotations=copy', 's3:PutObjectAnnotation'],
  ])('grants with %s what it needs, and not without', async (flag, action) => {
    const without = flag.startsWith('--annotations') ? ['--annotations=exclude'] : [];
    const asked = JSON.stringify(policies(await printed({}, ...COPY, flag)));
    expect(asked).toContain(`"${action}"`);
    expect(JSON.stringify(policies(await printed({}, ...COPY, ...without)))).not.toContain(`"${action}"`);
  });

  it('needs nothing more for redirects', async () => {
    expect(policies(await printed({}, ...COPY, '--keep', 'redirects'))).toEqual(policies(await printed({}, ...COPY)));
  });

  it('prints the policy of a bucket of another account, which lets in the account, or the identity that is named', async () => {
    const theirs = { owners: { src: THEIRS } };
    const [, bucket, ...others] = policies(await printed(theirs, ...COPY));
    expect([bucket?.of, others]).toEqual(['source-bucket', []]);
    const principals = ({ policy }: Printed): unknown => [
      ...new Set(policy.Statement.map((one) => JSON.stringify(one['Principal']))),
    ];
    expect(principals(bucket as Printed)).toEqual([`{"AWS":"arn:aws:iam::${ACCOUNT}:root"}`]);
    const arn = `arn:aws:iam::${ACCOUNT}:role/copier`;
    const [, named] = policies(await printed(theirs, ...COPY, '--caller-arn', arn));
    expect(principals(named as Printed)).toEqual([`{"AWS":"${arn}"}`]);
  });

  it('takes the account of the identity that is named for the one that copies', async () => {
    const arn = `arn:aws:iam::${THEIRS}:role/copier`;
    const world = { owners: { src: ACCOUNT, dst: THEIRS } };
    expect(policies(await printed(world, ...COPY, '--caller-arn', arn)).map(({ of }) => of)).toEqual([
      'caller',
      'source-bucket',
    ]);
  });

  it('says of a bucket that may not be looked at that it may be of another account', async () => {
    const ran = await printed({ owners: { dst: undefined } }, ...COPY);
    expect(policies(ran).map(({ of }) => of)).toEqual(['caller', 'destination-bucket']);
    expect(notes(ran)).toContain("whose the bucket 'dst' is, these credentials may not see");
  });

  it('grants the keys by which both buckets encrypt, and prints what the policy of a foreign one has to say', async () => {
    const ran = await printed({ keys: { src: KEY(THEIRS), dst: KEY(ACCOUNT) } }, ...COPY);
    expect(policies(ran).map(({ of }) => of)).toEqual(['caller', 'source-key']);
    expect(JSON.stringify(policies(ran)[0])).toContain('kms:GenerateDataKey');
    expect(notes(ran)).toContain('they would lock its owner out');
  });

  it.each([
    ['hcl', /resource "aws_s3_bucket_policy" "s3_backfill_src" \{/],
    ['aws-cli', /aws s3api put-bucket-policy --bucket src --policy '\{/],
    ['json', /"Sid": "SourceListing"/],
  ])('prints the policy of a bucket by its name, as %s', async (language, words) => {
    const ran = await program(setup(), 'policy', 'source-bucket', ...COPY, `--as=${language}`);
    expect(ran.stdout).toMatch(words);
    expect(ran.stdout).not.toContain('s3-backfill-copy');
  });

  it.each([
    [['job-role', ...COPY], 'caller, source-bucket, destination-bucket'],
    [['--for', 'copy', '--source-bucket', 'src'], 'no destination is named'],
    [[...COPY, '--prefix', 'b/'], 'a copy has one prefix'],
    [[...COPY, '--destination-bucket', 'other'], 'a copy has one'],
  ])('refuses %j', async (argv, words) => {
    const { code, events } = await printed({}, ...argv);
    expect([code, events.at(-1)?.['message']]).toEqual([2, expect.stringContaining(words)]);
  });
});

/** Of every method that asks for keys. */
const GRANTING: readonly (readonly [string, readonly string[]])[] = [
  ['replication', ['--source-bucket', 'src', '--report-bucket', 'reports']],
  ['copy', COPY],
  ['batch-copy', ['--for', 'batch-copy', ...COPY.slice(2), '--report-bucket', 'reports']],
];

it.each(GRANTING)('of %s grants no key by an alias, which grants nothing, and says so', async (_, argv) => {
  const alias = 'arn:aws:kms:eu-west-1:111122223333:alias/mine';
  const ran = await printed({ keys: { src: alias } }, ...argv);
  expect(ran.code).toBe(0);
  expect(JSON.stringify(policies(ran))).not.toContain('alias/mine');
  expect(notes(ran)).toContain(`'src' names its key as '${alias}', and a policy grants a key by its ARN alone`);
});
