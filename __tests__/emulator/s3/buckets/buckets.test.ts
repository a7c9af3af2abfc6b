import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketRequestPaymentCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  GetBucketPolicyStatusCommand,
  type BucketLocationConstraint,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

const inRegion = (region: string): S3Client => running.s3({ region });
const create = (client: S3Client, Bucket: string, constraint?: string) =>
  client.send(
    new CreateBucketCommand({
      Bucket,
      ...(constraint === undefined
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: constraint as BucketLocationConstraint } }),
    }),
  );

describe('CreateBucket', () => {
  it('puts the bucket in the Region that it names, or in that of the endpoint', async () => {
    await create(s3, 'in-virginia');
    await create(s3, 'in-ireland', 'eu-west-1');
    const location = async (Bucket: string) =>
      (await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint;
    expect(await location('in-virginia')).toBeUndefined();
    expect(await location('in-ireland')).toBe('eu-west-1');
    expect((await inRegion('eu-west-1').send(new HeadBucketCommand({ Bucket: 'in-ireland' }))).BucketRegion).toBe(
      'eu-west-1',
    );
  });

  it('refuses a location that does not fit the endpoint', async () => {
    const ireland = inRegion('eu-west-1');
    // What the SDK would say by itself is taken out again: a request without a location.
    const silent = inRegion('eu-west-1');
    silent.middlewareStack.add(
      (next) =>
        ({ input }) =>
          next({ input: { Bucket: 'unsaid', ...input, CreateBucketConfiguration: undefined } }),
      { step: 'initialize', priority: 'low' },
    );
    expect(await errorOf(create(silent, 'unsaid'))).toMatchObject({ name: 'IllegalLocationConstraintException' });
    expect(await errorOf(create(ireland, 'elsewhere', 'eu-central-1'))).toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
    expect(await errorOf(create(s3, 'redundant', 'us-east-1'))).toMatchObject({ name: 'InvalidLocationConstraint' });
    expect(await errorOf(create(s3, 'nonsense', 'the moon'))).toMatchObject({ name: 'InvalidLocationConstraint' });
  });

  it('refuses a name that is taken: by another account, or outside us-east-1 by oneself', async () => {
    await create(s3, 'taken');
    await create(s3, 'taken');
    const other = running.s3({ credentials: running.credentials(1) });
    expect(await errorOf(create(other, 'taken'))).toMatchObject({ name: 'BucketAlreadyExists', status: 409 });
    await create(s3, 'taken-in-ireland', 'eu-west-1');
    expect(await errorOf(create(s3, 'taken-in-ireland', 'eu-west-1'))).toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
      status: 409,
    });
  });

  it.each([
    'ab',
    'Upper',
    'a..b',
    'a-.b',
    'a.-b',
    '192.168.0.1',
    'under_score',
    '-a-b',
    'xn--a',
    'a-s3alias',
    'x'.repeat(64),
  ])('refuses the name %s', async (name) => {
    expect(await errorOf(create(s3, name))).toMatchObject({ name: 'InvalidBucketName', status: 400 });
  });
});

describe('a new bucket', () => {
  it('has the ownership that the request names, and ACLs only with one that has them', async () => {
    const made = (Bucket: string, extra: object) => s3.send(new CreateBucketCommand({ Bucket, ...extra }));
    await made('preferring', { ObjectOwnership: 'BucketOwnerPreferred' });
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: 'preferring' }));
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerPreferred' }]);
    expect(await errorOf(made('unowned', { ObjectOwnership: 'Nobody' }))).toMatchObject({ name: 'InvalidArgument' });
    await made('private-by-acl', { ACL: 'private' });
    const byAcl = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: 'private-by-acl' }));
    expect(byAcl.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerPreferred' }]);
    expect(await errorOf(made('open', { ACL: 'public-read' }))).toMatchObject({
      name: 'InvalidBucketAclWithObjectOwnership',
      status: 400,
    });
  });
});

describe('a bucket of another Region', () => {
  it('is answered with a redirect that names its Region', async () => {
    await create(s3, 'far', 'eu-west-1');
    const fault = await errorOf(s3.send(new PutObjectCommand({ Bucket: 'far', Key: 'a', Body: 'x' })));
    expect(fault).toMatchObject({ name: 'PermanentRedirect', status: 301 });
    expect(await errorOf(s3.send(new HeadBucketCommand({ Bucket: 'far' })))).toMatchObject({ status: 301 });
  });

  it('is found by a client that follows redirects', async () => {
    await create(s3, 'followed', 'eu-west-1');
    const following = running.s3({ followRegionRedirects: true });
    await following.send(new PutObjectCommand({ Bucket: 'followed', Key: 'a', Body: 'x' }));
    expect(running.emulator.world.buckets.get('followed')?.versions.size).toBe(1);
  });
});

describe('the owner', () => {
  it('of a bucket must be the expected one', async () => {
    await create(s3, 'owned');
    const head = (ExpectedBucketOwner: string) =>
      s3.send(new HeadBucketCommand({ Bucket: 'owned', ExpectedBucketOwner }));
    expect((await head('111122223333')).$metadata.httpStatusCode).toBe(200);
    expect(await errorOf(head('444455556666'))).toMatchObject({ status: 403 });
  });

  it('lists only its own buckets', async () => {
    const other = running.s3({ credentials: running.credentials(1) });
    await create(s3, 'mine');
    await create(other, 'theirs');
    const names = async (client: S3Client) =>
      (await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name);
    expect(await names(s3)).toContain('mine');
    expect(await names(s3)).not.toContain('theirs');
    expect(await names(other)).toEqual(['theirs']);
  });

  it('tells where buckets are only to those who ask for a part of the list', async () => {
    await create(s3, 'somewhere');
    const entry = async (input: { Prefix?: string }) =>
      (await s3.send(new ListBucketsCommand(input))).Buckets?.find(({ Name }) => Name === 'somewhere');
    expect(await entry({})).toEqual({ Name: 'somewhere', CreationDate: expect.any(Date) });
    expect(await entry({ Prefix: 'some' })).toMatchObject({ BucketRegion: 'us-east-1' });
  });

  it('lets others in by the bucket policy alone', async () => {
    const Bucket = 'shared';
    const other = running.s3({ credentials: running.credentials(1) });
    await create(s3, Bucket);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const read = () => other.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(await errorOf(read())).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect((await errorOf(read())).message).toContain('s3:GetObject');
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { AWS: '444455556666' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ];
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    expect((await read()).ContentLength).toBe(1);
    // Without permission to list, a key that is not there must not be told from one that is.
    expect(await errorOf(other.send(new GetObjectCommand({ Bucket, Key: 'absent' })))).toMatchObject({
      name: 'AccessDenied',
    });
    expect(await errorOf(other.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' })))).toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('whose requesters pay lets others in who say that they pay, and its owner', async () => {
    const Bucket = 'paid';
    const other = running.s3({ credentials: running.credentials(1) });
    await create(s3, Bucket);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const Resource = `arn:aws:s3:::${Bucket}/*`;
    const Statement = [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject', Resource }];
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    const RequestPaymentConfiguration = { Payer: 'Requester' } as const;
    await s3.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration }));
    const read = (client: S3Client, more: { RequestPayer?: 'requester' } = {}) =>
      client.send(new GetObjectCommand({ Bucket, Key: 'a', ...more }));
    expect(await errorOf(read(other))).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect((await read(other, { RequestPayer: 'requester' })).ContentLength).toBe(1);
    expect((await read(s3)).ContentLength).toBe(1);
  });
});

describe('a bucket policy', () => {
  const put = (Bucket: string, policy: unknown) =>
    s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: typeof policy === 'string' ? policy : JSON.stringify(policy) }),
    );
  const statement = (Bucket: string, change: object) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*`, ...change },
    ],
  });

  it('must be one that S3 can read and resolve', async () => {
    const Bucket = 'policies';
    await create(s3, Bucket);
    const refused = async (policy: unknown) => errorOf(put(Bucket, policy));
    const malformed = { name: 'MalformedPolicy', status: 400 };
    expect(await refused('no json')).toMatchObject(malformed);
    expect(await refused('[]')).toMatchObject(malformed);
    expect(await refused({ Version: '2012-10-17' })).toMatchObject(malformed);
    expect(await refused(statement(Bucket, { Effect: 'Maybe' }))).toMatchObject(malformed);
    expect(await refused(statement(Bucket, { Action: 'ec2:RunInstances' }))).toMatchObject(malformed);
    expect(await refused(statement(Bucket, { Resource: 'arn:aws:s3:::another/*' }))).toMatchObject(malformed);
    const role = 'arn:aws:iam::111122223333:role/absent';
    expect(await refused(statement(Bucket, { Principal: { AWS: role } }))).toMatchObject({
      message: 'Invalid principal in policy',
    });
  });

  it('may be public only where public access is not blocked', async () => {
    const Bucket = 'public';
    await create(s3, Bucket);
    expect(await errorOf(put(Bucket, statement(Bucket, {})))).toMatchObject({ name: 'AccessDenied' });
    await put(Bucket, statement(Bucket, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }));
    const open = { BlockPublicPolicy: false, RestrictPublicBuckets: false };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: open }));
    await put(Bucket, statement(Bucket, {}));
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(PolicyStatus?.IsPublic).toBe(true);
  });
});

describe('versioning', () => {
  it('is off, enabled or suspended, and cannot be unsaid', async () => {
    const Bucket = 'versioned';
    await create(s3, Bucket);
    const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect(await status()).toBe('Enabled');
    const nothing = s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} }));
    expect(await errorOf(nothing)).toMatchObject({ name: 'IllegalVersioningConfigurationException' });
  });

  it('gives each version an id of its own, and the null version one place', async () => {
    const Bucket = 'null-versions';
    const put = async (Body: string) => (await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body }))).VersionId;
    const set = (Status: 'Enabled' | 'Suspended') =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await create(s3, Bucket);
    expect(await put('before')).toBeUndefined();
    await set('Enabled');
    const ids = [await put('1'), await put('2')];
    expect(new Set(ids).size).toBe(2);
    await set('Suspended');
    expect(await put('after')).toBeUndefined();
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).VersionId).toBe('null');
    const held = running.emulator.world.buckets.get(Bucket)?.versions.versionsOf('k') ?? [];
    expect(held.map(({ versionId, body }) => [versionId, body.toString()])).toEqual([
      ['null', 'after'],
      [ids[1], '2'],
      [ids[0], '1'],
    ]);
  });
});

describe('DeleteBucket', () => {
  it('needs every version and delete marker to be gone', async () => {
    const Bucket = 'full';
    await create(s3, Bucket);
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(await errorOf(s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      name: 'BucketNotEmpty',
      status: 409,
    });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await errorOf(s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
  });
});
