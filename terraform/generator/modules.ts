// Every module that is made from the constructs.
import { ATHENA_EVIDENCE } from './athena-evidence/module';
import { BACKFILL } from './backfill/module';
import { BATCH_COPY } from './batch-copy/module';
import { DATASYNC_COPY } from './datasync-copy/module';
import { DETACHED_RUN } from './detached-run/module';
import type { ModuleDescription } from './description';
import { INVENTORY_COPY } from './inventory-copy/module';
import { PIPELINE_ROLE } from './pipeline-role/module';

export const MODULES: readonly ModuleDescription[] = [
  BACKFILL,
  BATCH_COPY,
  DATASYNC_COPY,
  INVENTORY_COPY,
  DETACHED_RUN,
  PIPELINE_ROLE,
  ATHENA_EVIDENCE,
];
