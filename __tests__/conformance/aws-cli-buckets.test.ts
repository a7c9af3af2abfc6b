/** @group outside */
// aws s3api, on buckets and their documents.
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { BUCKET_DOCUMENTS } from './bucket-documents';
import { inParallel, withEmulator } from './setup';

describeWith(['aws'], 'aws s3api, on buckets', () => {
  const local = withEmulator();
  let cli: AwsCli;
  const api = (operation: string, bucket: string, ...more: readonly string[]) =>
    cli.json('s3api', operation, '--bucket', bucket, ...more);
  const refused = (operation: string, bucket: string, ...more: readonly string[]) =>
    cli.refusal('s3api', operation, '--bucket', bucket, ...more);

  beforeAll(() => {
    cli = awsCli(local().aws, local().folder);
  });

  it('creates, finds, versions and deletes a bucket', async () => {
    expect(await api('create-bucket', 'first')).toMatchObject({ Location: '/first' });
    await Promise.all([
      api('head-bucket', 'first'),
      expect(api('get-bucket-location', 'first')).resolves.toEqual({ LocationConstraint: null }),
      expect(api('get-bucket-versioning', 'first')).resolves.toBeUndefined(),
      expect(cli.json('s3api', 'list-buckets')).resolves.toMatchObject({
        Buckets: expect.arrayContaining([expect.objectContaining({ Name: 'first' })]),
      }),
    ]);
    await api('put-bucket-versioning', 'first', '--versioning-configuration', 'Status=Enabled');
    expect(await api('get-bucket-versioning', 'first')).toEqual({ Status: 'Enabled' });
    const { VersionId } = (await api('delete-object', 'first', '--key', 'never')) as { VersionId: string };
    expect(await refused('delete-bucket', 'first')).toBe('BucketNotEmpty');
    await api('delete-object', 'first', '--key', 'never', '--version-id', VersionId);
    await api('delete-bucket', 'first');
    expect(await refused('head-bucket', 'first')).toBe('404');
  }, 240_000);

  it('names the other Region and the other owner', async () => {
    const ireland = '--create-bucket-configuration=LocationConstraint=eu-west-1';
    await api('create-bucket', 'ireland', '--region', 'eu-west-1', ireland);
    const other = awsCli(local().aws, local().folder, 1);
    await Promise.all([
      expect(api('get-bucket-location', 'ireland')).resolves.toEqual({ LocationConstraint: 'eu-west-1' }),
      expect(refused('create-bucket', 'unsaid', '--region', 'eu-west-1')).resolves.toBe(
        'IllegalLocationConstraintException',
      ),
      expect(other.refusal('s3api', 'create-bucket', '--bucket', 'ireland')).resolves.toBe('BucketAlreadyExists'),
      expect(other.refusal('s3api', 'list-objects-v2', '--bucket', 'ireland', '--region', 'eu-west-1')).resolves.toBe(
        'AccessDenied',
      ),
      expect(refused('list-objects-v2', 'nowhere')).resolves.toBe('NoSuchBucket'),
      // The client reads the Region out of the redirect and asks again.
      expect(api('list-objects-v2', 'ireland', '--query', 'Name')).resolves.toBeDefined(),
    ]);
  }, 240_000);

  it('puts every document of a bucket and gets it back', async () => {
    for (const bucket of ['documents', 'target', 'locked']) {
      await api('create-bucket', bucket, ...(bucket === 'locked' ? ['--object-lock-enabled-for-bucket'] : []));
      await api('put-bucket-versioning', bucket, '--versioning-configuration', 'Status=Enabled');
    }
    await inParallel(BUCKET_DOCUMENTS, async ({ name, member, document, bucket = 'documents', given, id }) => {
      const identified = id === undefined ? [] : ['--id', id];
      const put = [`--${inKebabCase(member)}`, JSON.stringify(document)];
      await api(`put-${inKebabCase(name)}`, bucket, ...identified, ...put);
      expect(await api(`get-${inKebabCase(name)}`, bucket, ...identified)).toMatchObject(given);
    });
  }, 240_000);
});

/** `cors-configuration` for `CORSConfiguration`, as the CLI does it. */
function inKebabCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
