// Where the buckets of these examples are: two Regions of our account, and another account.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';

export const OUR_ACCOUNT = '111122223333';
export const THEIR_ACCOUNT = '444455556666';
export const HOME_REGION = 'eu-west-1';
export const OTHER_REGION = 'us-east-1';
export const THEIR_REGION = 'eu-central-1';

export interface Places {
  readonly otherRegion: AwsProvider;
  readonly otherAccount: AwsProvider;
}

/** The provider without an alias is that of our account and of the Region of the sources. */
export function addPlaces(stack: TerraformStack): Places {
  new AwsProvider(stack, 'aws', { region: HOME_REGION, allowedAccountIds: [OUR_ACCOUNT] });
  return {
    otherRegion: new AwsProvider(stack, 'aws-other-region', { alias: 'other_region', region: OTHER_REGION }),
    otherAccount: new AwsProvider(stack, 'aws-other-account', {
      alias: 'other_account',
      region: THEIR_REGION,
      // A profile of ~/.aws; `assumeRole` is the other way.
      profile: 'other-account',
      allowedAccountIds: [THEIR_ACCOUNT],
    }),
  };
}
