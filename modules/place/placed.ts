// Constructs in another account or Region than that of the stack's own provider.
import { TerraformStack, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { given } from '../values/given';

export interface Placed {
  /**
   * Provider of the account and Region of the source bucket, for stacks that have several: everything is made with it that is
   * given no other.
   * @default - that of the construct around it, or of the stack
   */
  readonly provider?: TerraformProvider;
}

const PROVIDER = 's3-backfill-provider';
const HOME = 's3-backfill-home';

/** To be called before the construct has children. */
export function place(construct: Construct, { provider }: Placed): void {
  if (provider === undefined) return;
  construct.node.setContext(PROVIDER, provider);
  construct.node.setContext(HOME, construct);
}

/**
 * The argument of a resource or a data source.
 * @param own - wins over the one that a construct around it was placed with
 */
export function madeWith(scope: Construct, own?: TerraformProvider): { readonly provider?: TerraformProvider } {
  const provider = own ?? (scope.node.tryGetContext(PROVIDER) as TerraformProvider | undefined);
  return given({ provider });
}

/** Where data sources belong that tell of the account and Region, one for everything that is made there. */
export function homeOf(scope: Construct): Construct {
  return (scope.node.tryGetContext(HOME) as Construct | undefined) ?? TerraformStack.of(scope);
}
