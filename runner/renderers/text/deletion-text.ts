// What is, or was, deleted at a destination, for a person.
import type { DeletionEvent } from '../../events/deletion-events';
import { visible } from '../../text/safe-text';

export function deletionText({ stage, detail }: DeletionEvent): string {
  return `${stage === 'left-out' ? 'not deleted' : 'delete'}: ${visible(detail)}`;
}
