// Replicas go no further by themselves: who builds a chain of buckets is told.
import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import { writtenText } from '../values/same-text';

interface Link extends Construct {
  readonly sourceBucketName: string;
  readonly destinationBucketNames: readonly string[];
}

/** @param all - everything of the stack that replicates, `made` included */
export function noteChains(made: Link, all: readonly Link[]): void {
  for (const other of all) {
    for (const [first, next] of [
      [other, made],
      [made, other],
    ] as const) {
      // Two buckets that replicate to each other are no chain: what arrived need not go back.
      if (first === next || !copies(first, next.sourceBucketName) || copies(next, first.sourceBucketName)) continue;
      Annotations.of(made).addInfo(
        `${first.node.path} copies to ${next.sourceBucketName}, which ${next.node.path} copies on: live replication does not move ` +
          'replicas on, only a job of S3 Batch Replication that selects the status REPLICA does.',
      );
    }
  }
}

function copies(from: Link, to: string): boolean {
  const written = writtenText(from, to);
  return from.destinationBucketNames.some((name) => writtenText(from, name) === written);
}
