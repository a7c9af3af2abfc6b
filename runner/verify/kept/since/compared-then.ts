// What a kept run has compared with what, whatever it was: replicas, copies, listings or inventories.
import type { CopyPair } from '../../copies/copies-comparison';
import type { Scope } from '../../scope';
import type { KeptEvidence } from '../../../events/certificate';
import type { KeptOf } from '../verify-kept';

export interface KeptRun {
  readonly directory: string;
  readonly of: KeptOf;
  readonly kept: KeptEvidence;
}

export interface ComparedThen {
  /** Of the comparison in its evidence. */
  readonly index: number;
  readonly scope: Pick<Scope, 'destination' | 'rules' | 'prefixes'>;
  /** Of copies; the rules are none then, and everything has to be there. @default - replicas were compared */
  readonly pair?: CopyPair;
  /** Of copies: keys that were compared, and no other. @default - all under the prefix */
  readonly chosen?: readonly string[];
  /** Why it could not be made. @default - it was */
  readonly reason?: string;
}

interface Told {
  readonly scope?: ComparedThen['scope'];
  readonly pair?: CopyPair;
  readonly options?: { readonly chosen?: readonly string[] };
  readonly reason?: string;
}

export function comparedThen({ of }: Pick<KeptRun, 'of'>): readonly ComparedThen[] {
  return of.comparisons.map(({ scope, pair, options, reason }: Told, index) => ({
    index,
    scope: scope ?? { destination: pair?.to.bucket ?? '', rules: [], prefixes: [pair?.from.prefix ?? ''] },
    ...(pair === undefined ? {} : { pair }),
    ...(options?.chosen === undefined ? {} : { chosen: options.chosen }),
    ...(reason === undefined ? {} : { reason }),
  }));
}
