// What the caller of the runner needs something on, as a policy would name it.
import type { CallerPermission, CallerTarget } from '../../policy/caller/caller-permission';
import type { BucketPlace } from '../../target/target';
import { bucketArn, partitionOf } from '../../text/arn';
import { inventoryPlace } from '../../evidence/inventory';
import type { CheckContext } from '../asked/asked-once';
import type { Request } from '../asked/own-policies';
import { probeKey } from '../asked/probe-key';

export interface Place {
  readonly resource: string;
  /** As a policy would name it. */
  readonly pattern: string;
  /** Whose policy counts beside those of the caller. @default - the resource has none */
  readonly bucket?: string;
  /** What is known of the request besides. @default - what is of every request of the program */
  readonly context?: Request['context'];
}

/** Undefined: the caller needs it on something that is in question elsewhere, or that there is not. */
export function placeOf(on: CallerTarget, { target, run }: CheckContext): Place | undefined {
  const { source, batchJob } = target;
  const { roleArn, report, manifest } = batchJob;
  const arn = (bucket: string): string => bucketArn(bucket, source.region);
  const at = (resource: string, pattern = resource): Place => ({ resource, pattern });
  const itself = (bucket: string): Place => ({ ...at(arn(bucket)), bucket });
  const below = ({ bucket, prefix }: BucketPlace): Place => {
    const objects = `${arn(bucket)}/${prefix === '' ? '' : `${prefix}/`}`;
    return { ...at(probeKey(objects), `${objects}*`), bucket };
  };
  const jobs = `arn:${partitionOf(source.region)}:s3:${source.region}:${source.accountId}:job/`;
  switch (on) {
    case 'every job of the account':
      return at('*');
    case 'jobs':
      return at(`${jobs}${probeKey('')}`, `${jobs}*`);
    case 'job role':
      return roleArn === undefined ? undefined : at(roleArn);
    case 'source bucket':
      return itself(source.bucket);
    case 'source objects':
      return below({ bucket: source.bucket, prefix: '' });
    case 'report bucket':
      return report === undefined ? undefined : itself(report.bucket);
    case 'report objects':
      return report === undefined ? undefined : below(report);
    case 'manifest bucket':
      return manifest === undefined ? undefined : itself(manifest.bucket);
    case 'manifest objects':
      return manifest === undefined ? undefined : below(manifest);
    case 'inventory objects': {
      if (run.inventory === undefined) return undefined;
      const { bucket, key } = inventoryPlace(run.inventory);
      // The files are named in the manifest: somewhere in the same bucket.
      return { ...at(`${arn(bucket)}/${key}`, `${arn(bucket)}/*`), bucket };
    }
    default:
      return undefined;
  }
}

export interface Wanted {
  readonly permission: CallerPermission;
  readonly place: Place;
}
