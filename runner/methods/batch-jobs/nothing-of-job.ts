// Why a job found nothing: of one that replicates the reason is looked for in the bucket, of one that copies its filter is all there is to it.
import type { NothingMatchedEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { explainNothing } from '../../survey/nothing-matched';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { selectionIn } from '../batch-replication/filter';
import { kindOfView } from './job-kind';
import type { Watched } from './watch/watched-job';

export async function nothingOf({ jobId, prefix, view }: Watched, engine: Engine): Promise<NothingMatchedEvent> {
  if (kindOfView(view).selectsFailed)
    return explainNothing(
      jobId,
      view.sourceBucket,
      prefix,
      view.filter === undefined ? {} : selectionIn(view.filter),
      engine,
    );
  const where = prefix === undefined ? '' : ` under '${visible(prefix)}'`;
  return {
    kind: 'nothing-matched',
    transferId: jobId,
    ...defined({ prefix }),
    reason: 'not-selected',
    explanation: `S3 found no object${where} that the job was to copy: what there was when it was planned has gone, or is of another class`,
    versionsListed: 0,
    versionsLookedAt: 0,
  };
}
