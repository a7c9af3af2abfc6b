// Roles of the functions that copy, and what each asks S3 for.
import {
  READER_INVENTORY_NEEDS,
  READER_REPORT_NEEDS,
  WORKER_DESTINATION_NEEDS,
  WORKER_REPORT_NEEDS,
  WORKER_SOURCE_NEEDS,
} from '../../policy/inventory/role-needs';
import { isRunnerError } from '../../ports/errors';
import type { InventoryNeeds } from '../../target/target';
import type { CheckContext } from './asked-once';
import { copyingFunctions, type CopyingFunctions } from './inventory-functions';
import { needsAt, type NeedsPlace } from './place-needs';
import { unlessDenied, type Finding } from '../check';
import type { Need } from '../roles/judge-permissions';

export const ASKED = 'lambda:GetFunctionConfiguration';

export interface FunctionRole {
  readonly title: string;
  readonly arn: string;
  readonly isWorker: boolean;
  readonly places: readonly NeedsPlace[];
}

function folder({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }) {
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

function rolesOf({ reader, worker, from, to }: CopyingFunctions, needs: InventoryNeeds): readonly FunctionRole[] {
  const failing = 'objects would fail, and their messages be given up';
  return [
    {
      title: 'role of the reader',
      arn: reader.roleArn,
      isWorker: false,
      places: [
        { ...folder(needs.inventories), needed: READER_INVENTORY_NEEDS, without: 'no inventory could be read' },
        { ...folder(needs.outcomes), needed: READER_REPORT_NEEDS, without: 'no inventory could be read' },
      ],
    },
    {
      title: 'role of the worker',
      arn: worker.roleArn,
      isWorker: true,
      places: [
        { ...from, needed: WORKER_SOURCE_NEEDS, without: failing },
        { ...to, needed: WORKER_DESTINATION_NEEDS, without: failing },
        { ...folder(needs.outcomes), needed: WORKER_REPORT_NEEDS, without: 'messages would be given up' },
      ],
    },
  ];
}

export async function needsOf({ places, arn }: FunctionRole, context: CheckContext): Promise<readonly Need[]> {
  return (await Promise.all(places.map((place) => needsAt(place, arn, context)))).flat();
}

/** What both roles have to be found for. */
export async function ofRoles(
  context: CheckContext,
  look: (role: FunctionRole) => Promise<readonly Finding[]>,
  permission: string,
): Promise<readonly Finding[]> {
  const { inventory } = context.target;
  if (inventory === undefined) return [];
  return unlessDenied(async () => {
    let functions: CopyingFunctions;
    try {
      functions = await copyingFunctions(inventory, context.aws);
    } catch (error) {
      // That they are not there the check of the functions says.
      if (isRunnerError(error, 'not-found')) return [];
      throw error;
    }
    return (await Promise.all(rolesOf(functions, inventory).map(look))).flat();
  }, permission);
}
