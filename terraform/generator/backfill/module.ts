// terraform/backfill: replication, and jobs that replicate what was there before.
import type { ModuleDescription } from '../description';
import { synthesized } from '../synthesized';
import { CONDITIONS } from './conditions';
import { LOCALS } from './locals';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { addWithPlaceholders } from './placeholders';
import { PRECONDITIONS } from './preconditions';
import { readme } from './readme';
import { INPUTS } from './variables';

export const BACKFILL: ModuleDescription = {
  folder: 'backfill',
  synthesize: () => synthesized(addWithPlaceholders),
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: LOCALS,
  preconditions: PRECONDITIONS,
  outputs: outputsOf,
  readme,
};
