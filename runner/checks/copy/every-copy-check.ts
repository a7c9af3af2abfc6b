// What is looked at before a copy, in the order in which it is told.
import type { Check } from '../check';
import { copyAclsCheck } from './copy-acls';
import { copyBucketsCheck } from './copy-buckets';
import { copyKeyPermissionsCheck } from './copy-key-permissions';
import { copyKeysCheck } from './copy-keys';
import { copyListingCheck } from './copy-listing';
import { copyPermissionsCheck } from './copy-permissions';
import { copyPlaceCheck } from './copy-place';
import { copyPrefixCheck } from './copy-prefix';
import { copyVersioningCheck } from './copy-versioning';

/** More than buckets and prefixes: left out with `--checks basic`. */
export const DEEP_COPY_CHECKS: readonly Check[] = [
  copyPermissionsCheck,
  copyKeysCheck,
  copyKeyPermissionsCheck,
  copyAclsCheck,
  copyVersioningCheck,
];

/** With what they find wrong, deeper answers would be about other places than those that are meant. */
export const ENDING_COPY_CHECKS: readonly Check[] = [copyPlaceCheck, copyBucketsCheck];

/** Beside that of the account. */
export const COPY_CHECKS: readonly Check[] = [
  copyPlaceCheck,
  copyBucketsCheck,
  copyListingCheck,
  copyPrefixCheck,
  ...DEEP_COPY_CHECKS,
];
