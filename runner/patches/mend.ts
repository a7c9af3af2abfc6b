// What mends a finding, before it is known what else is found: `fit-together.ts` makes patches of it that go into one file.
import type { Patch } from '../events/check-events';
import type { Statement } from '../policy/document';
import type { HclObject, Hcl } from './hcl';

/** A statement that allows something. */
export interface Allowing {
  readonly action: string | readonly string[];
  readonly resource: Hcl;
  readonly condition?: HclObject;
}

/** A replication rule as S3 has it, or as it is to be: in the words of its API. */
export type WrittenRule = HclObject;

export type Piece =
  /** Whole blocks of a file. */
  | { readonly kind: 'blocks'; readonly text: string }
  /** What a role is to be allowed. */
  | { readonly kind: 'role-policy'; readonly roleArn: string; readonly allowing: readonly Allowing[] }
  /** A role that is not there. */
  | { readonly kind: 'role'; readonly roleArn: string; readonly service: string }
  /** What is to become of the rules of the source bucket; `alone` where they cannot be written as a whole. */
  | {
      readonly kind: 'rules';
      readonly change: (rules: readonly WrittenRule[]) => readonly WrittenRule[];
      readonly alone: string;
    };

export type Mend =
  | Patch
  | { readonly kind: 'hcl'; readonly pieces: readonly Piece[] }
  /** A role is spared by a statement that denies. */
  | {
      readonly kind: 'exception';
      readonly policy: 'bucket' | 'key' | 'queue';
      readonly of: string;
      readonly statement: Statement;
      readonly roleArn: string;
    }
  /** A service is to be let in by the trust policy that a role has. */
  | { readonly kind: 'trust'; readonly roleArn: string; readonly trustPolicy: string; readonly service: string };

export function hclMend(...pieces: readonly Piece[]): Mend {
  return { kind: 'hcl', pieces };
}

export function blocks(...texts: readonly string[]): Piece {
  return { kind: 'blocks', text: texts.join('\n\n') };
}

function merged(
  all: readonly Allowing[],
  by: 'resource' | 'action',
  other: 'resource' | 'action',
): readonly Allowing[] {
  const groups = new Map<string, Allowing[]>();
  for (const one of all) {
    const about = JSON.stringify([one[by], one.condition ?? null]);
    groups.set(about, [...(groups.get(about) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const values = group.flatMap((one) => [one[other]].flat() as readonly Hcl[]);
    const distinct = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
    const [only] = distinct;
    return [{ ...first, [other]: distinct.length === 1 && only !== undefined ? only : distinct }];
  });
}

/** The same in as few statements as may be. */
export function fewest(all: readonly Allowing[]): readonly Allowing[] {
  return merged(merged(all, 'resource', 'action'), 'action', 'resource');
}
