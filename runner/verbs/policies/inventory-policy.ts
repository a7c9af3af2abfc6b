// Prints what whoever runs `--method inventory` needs: the roles of the functions Terraform makes.
import { installedPage } from '../../../docs/installed-page';
import { copyingFunctions, type CopyingFunctions } from '../../checks/asked/inventory-functions';
import type { Telling } from '../../events/events';
import type { PolicyLanguage } from '../../patches/role-text';
import { inventoryCallerPolicy } from '../../policy/inventory/caller-policy';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { shownJson } from '../../text/safe-text';
import { ask, keysOf, toldPolicy } from './tell-policies';

const CALLER = 's3-backfill-inventory';

/** @throws RunnerError `usage` when there is nothing of that name */
export function inventoryPolicyOwner(word: unknown): void {
  if (word === undefined || word === 'caller') return;
  throw new RunnerError(
    'usage',
    `policy --for inventory: got ${shownJson(word)}; caller is allowed`,
    `the roles of both functions are made by the construct InventoryCopy: ${installedPage('docs/permissions.md')} has them`,
  );
}

/** Tells the policy. Sends nothing that changes anything. */
export async function* inventoryPolicyVerb(
  { inventory: needs, source, prefixes = [''] }: Target,
  engine: Engine,
  language: PolicyLanguage,
): Telling {
  if (needs === undefined)
    throw new RunnerError(
      'usage',
      'policy --for inventory: no handoff names the functions and their queues',
      'apply the construct InventoryCopy first; its output s3_backfill names them (--outputs)',
    );
  const { aws } = engine;
  const functions: CopyingFunctions | undefined = yield* ask(
    copyingFunctions(needs, aws),
    'every role of the account is named in place of those of the functions',
  );
  const keys: string[] = [];
  for (const bucket of [source.bucket, needs.bucket]) keys.push(...(yield* keysOf(bucket, engine)));
  const [prefix = ''] = prefixes;
  const policy = inventoryCallerPolicy({
    ...{ source, needs, keys },
    from: functions?.from.prefix ?? prefix,
    to: functions?.to.prefix ?? needs.prefix ?? prefix,
    ...defined({ roleArns: functions && [functions.reader.roleArn, functions.worker.roleArn] }),
  });
  yield toldPolicy({ of: 'caller', name: CALLER, policy }, language);
  return {
    outcome: 'done',
    summary:
      'nothing was sent; the construct InventoryCopy makes the roles of the functions; where a key of KMS encrypts the queues or the report bucket, the caller needs kms:GenerateDataKey and kms:Decrypt on it, too',
    transferIds: [],
  };
}
