import { commands } from '../../patches/commands';
import { copySides } from '../asked/copy-sides';
import { ok, unlessDenied, wrong, type Check } from '../check';
import { copyUsesOf } from './copy-permissions';

/** Where ACLs are switched off, S3 takes none but the one that lets the bucket's owner do everything. */
export const copyAclsCheck: Check = {
  id: 'copy-acls',
  title: 'the destination takes the ACLs that are to be kept',
  run: (context) =>
    unlessDenied(async () => {
      const sides = copySides(context);
      if (sides === undefined || !copyUsesOf(context).has('acl')) return [];
      const { bucket } = sides.destination;
      if (await context.isGone(bucket)) return [];
      const ownership = (await context.aws.bucketSettings.ownership(bucket)) ?? 'ObjectWriter';
      if (ownership !== 'BucketOwnerEnforced') return [ok(`'${bucket}': ${ownership}`)];
      return [
        wrong(
          `ACLs are to be kept, and they are switched off in '${bucket}' (BucketOwnerEnforced): S3 refuses them with AccessControlListNotSupported`,
          'leave --keep acl out, and let people in by a policy of the bucket; or switch ACLs on there',
          commands([
            ...['aws', 's3api', 'put-bucket-ownership-controls', '--bucket', bucket],
            ...['--ownership-controls', 'Rules=[{ObjectOwnership=BucketOwnerPreferred}]'],
          ]),
        ),
      ];
    }, 's3:GetBucketOwnershipControls'),
};
