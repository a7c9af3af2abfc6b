// Two stacks: the buckets, as they were there before, and every topology beside each other.
import { type App, TerraformStack } from 'cdktf';
import type { ExistingReplication } from '../../modules';
import { adopt } from './adopt';
import { afterCare } from './after-care';
import { bothWays } from './both-ways';
import { buckets, type Keys } from './buckets';
import { chain } from './chain';
import { fromNothing } from './from-nothing';
import { otherAccount } from './other-account';
import { addPlaces } from './places';
import { severalDestinations } from './several-destinations';
import { severalPrefixes } from './several-prefixes';
import { tagFilter } from './tag-filter';
import { takeOver } from './take-over';
import { wholeBucket } from './whole-bucket';

/** @param allowDestroy - for rehearsals: `terraform destroy` removes buckets with what is in them */
export function bucketsStack(app: App, allowDestroy = false): TerraformStack {
  const stack = new TerraformStack(app, 'buckets');
  buckets(stack, addPlaces(stack), allowDestroy);
  return stack;
}

export interface TopologiesOptions {
  readonly keys: Keys;
  /** What `taken-over-source` has already. */
  readonly existing: ExistingReplication;
  /** @default false */
  readonly allowDestroy?: boolean;
}

export function topologiesStack(app: App, { keys, existing, allowDestroy = false }: TopologiesOptions): TerraformStack {
  const stack = new TerraformStack(app, 'topologies');
  const places = addPlaces(stack);
  severalPrefixes(stack);
  tagFilter(stack);
  severalDestinations(stack);
  otherAccount(stack, places);
  wholeBucket(stack, places, keys, allowDestroy);
  bothWays(stack, places, allowDestroy);
  chain(stack);
  adopt(stack);
  takeOver(stack, existing);
  fromNothing(stack, allowDestroy);
  afterCare(stack, places);
  return stack;
}
