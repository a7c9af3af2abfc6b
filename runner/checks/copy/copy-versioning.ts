import { commands } from '../../patches/commands';
import { copySides } from '../asked/copy-sides';
import { ok, unlessDenied, wrong, type Check } from '../check';
import { copyUsesOf } from './copy-permissions';

/** Where no versions are kept, each copy of a version would take the place of the one before it. */
export const copyVersioningCheck: Check = {
  id: 'copy-versioning',
  title: 'the destination keeps the versions that are to be copied',
  run: (context) =>
    unlessDenied(async () => {
      const sides = copySides(context);
      if (sides === undefined || !copyUsesOf(context).has('all versions')) return [];
      const { bucket } = sides.destination;
      if (await context.isGone(bucket)) return [];
      const versioning = await context.aws.buckets.versioning(bucket);
      if (versioning === 'Enabled') return [ok(`'${bucket}': versioning is enabled`)];
      return [
        wrong(
          `all versions are to be copied, and versioning of the destination bucket '${bucket}' is ${versioning === 'Suspended' ? 'suspended' : 'not enabled'}: each copy would take the place of the one before it`,
          'enable versioning there, or leave --all-versions out',
          commands([
            ...['aws', 's3api', 'put-bucket-versioning', '--bucket', bucket],
            ...['--versioning-configuration', 'Status=Enabled'],
          ]),
        ),
      ];
    }, 's3:GetBucketVersioning'),
};
