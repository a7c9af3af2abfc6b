import type { InRegion } from '../../patches/hcl';
import type { CheckContext } from './asked-once';

/** Region of a bucket, as S3 has it or the handoff says, beside that of the root. */
export async function whereIs(bucket: string, { target, regionOf }: CheckContext): Promise<InRegion> {
  const told = target.destinations.find((one) => one.bucket === bucket)?.region;
  return { region: (await regionOf(bucket)) ?? told, home: target.source.region };
}
