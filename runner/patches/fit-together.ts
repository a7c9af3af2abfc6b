// Patches of all findings of one examination, such that they go into one file: each resource stands once, each role gets one policy,
// the replication configuration is written once with all that is to be changed, and who is spared by a statement is spared with all
// others.
import type { CheckEvent, Patch } from '../events/check-events';
import { visible } from '../text/safe-text';
import { exceptedStatement } from './excepted-statement';
import { hclPatch } from './hcl';
import type { Allowing, Mend, Piece, WrittenRule } from './mend';
import { jsonPatch, rolePolicy, roleResource, trustDocument } from './policy-patches';
import { replicationResource } from './replication-resource';
import { statementsWithout } from '../policy/trust-policy';
import { defined } from '../text/defined';

/** What was found, and what mends it. */
export type FoundEvent = Omit<CheckEvent, 'patch'> & { readonly mend?: Mend };

/** The replication configuration that is there. */
export interface WrittenReplication {
  readonly bucket: string;
  readonly roleArn: string;
  readonly rules: readonly WrittenRule[];
}

function piecesOf({ mend }: FoundEvent): readonly Piece[] {
  return mend !== undefined && 'kind' in mend && mend.kind === 'hcl' ? mend.pieces : [];
}

function appended<V>(map: Map<string, readonly V[]>, key: string, ...values: readonly V[]): void {
  map.set(key, [...(map.get(key) ?? []), ...values]);
}

function distinct<V>(values: readonly V[] = []): readonly V[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** What is known of all findings. What is needed for certain and what may be needed are policies of their own. */
class Whole {
  private readonly allowing = new Map<string, readonly Allowing[]>();
  private readonly services = new Map<string, readonly string[]>();
  private readonly excepted = new Map<string, readonly string[]>();
  private readonly trusted = new Map<string, readonly string[]>();
  private readonly configuration: string | undefined;

  constructor(found: readonly FoundEvent[], written: WrittenReplication | undefined) {
    let rules = written?.rules ?? [];
    let isChanged = false;
    for (const event of found) {
      for (const piece of piecesOf(event)) {
        if (piece.kind === 'role-policy') appended(this.allowing, policyKey(event, piece.roleArn), ...piece.allowing);
        if (piece.kind === 'role') appended(this.services, piece.roleArn, piece.service);
        if (piece.kind === 'rules') {
          rules = piece.change(rules);
          isChanged = true;
        }
      }
      const { mend } = event;
      if (mend === undefined || !('kind' in mend)) continue;
      if (mend.kind === 'exception') appended(this.excepted, exceptionKey(mend), mend.roleArn);
      if (mend.kind === 'trust') appended(this.trusted, mend.roleArn, mend.service);
    }
    if (isChanged && written !== undefined)
      this.configuration = replicationResource(written.bucket, written.roleArn, rules);
  }

  /** Blocks of a file. */
  private blocksOf(piece: Piece, event: FoundEvent): readonly string[] {
    switch (piece.kind) {
      case 'blocks':
        return piece.text.split(/\n\n(?=\S)/);
      case 'role':
        return [roleResource(piece.roleArn, distinct(this.services.get(piece.roleArn)))];
      case 'role-policy': {
        const all = this.allowing.get(policyKey(event, piece.roleArn)) ?? [];
        return [rolePolicy(piece.roleArn, all, this.services.has(piece.roleArn))];
      }
      case 'rules':
        return [this.configuration ?? piece.alone];
    }
  }

  patchOf(event: FoundEvent, told: Map<string, FoundEvent>): Patch | undefined {
    const { mend } = event;
    if (mend === undefined) return undefined;
    if (!('kind' in mend)) return mend.language === 'hcl' ? once(mend.text.split(/\n\n(?=\S)/), event, told) : mend;
    switch (mend.kind) {
      case 'hcl': {
        const texts = mend.pieces.flatMap((piece) => this.blocksOf(piece, event));
        return once(texts, event, told, this.configuration);
      }
      case 'exception': {
        const { policy, of, statement } = mend;
        const roles = distinct(this.excepted.get(exceptionKey(mend)));
        const into = { policy, of, how: 'replace', instead: statement.written } as const;
        return jsonPatch(exceptedStatement(statement, roles), into);
      }
      case 'trust': {
        const services = distinct(this.trusted.get(mend.roleArn));
        const kept = statementsWithout(mend.trustPolicy, services);
        return jsonPatch(trustDocument(kept, services, mend.roleArn), {
          policy: 'trust',
          of: mend.roleArn,
          how: 'whole',
        });
      }
    }
  }
}

function policyKey({ answer }: FoundEvent, roleArn: string): string {
  return `${answer === 'wrong' ? 'wrong' : 'perhaps'} ${roleArn}`;
}

function exceptionKey({ policy, of, statement }: Extract<Mend, { readonly kind: 'exception' }>): string {
  return JSON.stringify([policy, of, statement.written]);
}

const RESOURCE = /^(?:resource|provider|output) "([^"]+)"(?: "([^"]+)")? \{/;
const WHOLE = '# The whole replication configuration, mended: put it in the place of the resource that is there.\n';

/** The blocks that no other finding has shown; of the others, where they are. */
function once(
  texts: readonly string[],
  event: FoundEvent,
  told: Map<string, FoundEvent>,
  configuration?: string,
): Patch {
  const shown = texts.map((text) => {
    const [, type = '', name = ''] = RESOURCE.exec(text) ?? [];
    // Blocks of a rule have no address, and are not for the file itself.
    if (type === '') return text;
    const address = `${type}.${name === '' ? (/alias\s+= "([^"]+)"/.exec(text)?.[1] ?? '') : name}`;
    const by = told.get(address);
    if (by !== undefined && by !== event) return `# ${address} is in the patch of: ${visible(by.title)}`;
    told.set(address, event);
    return text === configuration ? `${WHOLE}${text}` : text;
  });
  return hclPatch(...distinct(shown));
}

/** The same with patches. */
export function fitTogether(
  found: readonly FoundEvent[],
  written: WrittenReplication | undefined,
): readonly CheckEvent[] {
  const whole = new Whole(found, written);
  const told = new Map<string, FoundEvent>();
  const patches = new Map<FoundEvent, Patch | undefined>();
  // What has to be mended has its patch; what may have to be refers to it.
  for (const isWrong of [true, false])
    for (const event of found)
      if ((event.answer === 'wrong') === isWrong) patches.set(event, whole.patchOf(event, told));
  return found.map((event) => {
    const told: CheckEvent & { mend?: Mend } = { ...event, ...defined({ patch: patches.get(event) }) };
    delete told.mend;
    return told;
  });
}
