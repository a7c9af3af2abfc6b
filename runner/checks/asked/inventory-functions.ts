// The functions that copy what an inventory lists, as Lambda tells of them: what their variables say is what they do.
import type { Aws } from '../../ports/aws';
import type { FunctionView } from '../../ports/serverless/functions';
import type { InventoryNeeds } from '../../target/target';

export interface CopyingFunctions {
  readonly reader: FunctionView;
  readonly worker: FunctionView;
  /** What the worker copies, and where to. */
  readonly from: { readonly bucket: string; readonly prefix: string };
  readonly to: { readonly bucket: string; readonly prefix: string };
}

/** @throws RunnerError `not-found` or `denied` */
export async function copyingFunctions(
  { readerName, workerName }: InventoryNeeds,
  { functions }: Pick<Aws, 'functions'>,
): Promise<CopyingFunctions> {
  const [reader, worker] = await Promise.all([functions.describe(readerName), functions.describe(workerName)]);
  const of = (name: string): string => worker.variables[name] ?? '';
  return {
    reader,
    worker,
    from: { bucket: of('SOURCE_BUCKET'), prefix: of('SOURCE_PREFIX') },
    to: { bucket: of('DESTINATION_BUCKET'), prefix: of('DESTINATION_PREFIX') },
  };
}
