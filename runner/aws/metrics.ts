import type { Metrics } from '../access-port';
import { lazy, send, type Session } from './session';

const PERIOD_SECONDS = 60;

export function cloudWatchMetrics(session: Session): Metrics & { close(): void } {
  const cloudWatch = lazy(async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch');
    const endpoint = session.endpointOf('CLOUDWATCH');
    const client = new sdk.CloudWatchClient({ ...session.shared, ...(endpoint === undefined ? {} : { endpoint }) });
    return { sdk, client };
  });
  return {
    async replication({ metric, sourceBucket, destinationBucket, ruleId, endMs, minutes }) {
      const { sdk, client } = await cloudWatch.get();
      const input = {
        Namespace: 'AWS/S3',
        MetricName: metric,
        Dimensions: [
          { Name: 'SourceBucket', Value: sourceBucket },
          { Name: 'DestinationBucket', Value: destinationBucket },
          { Name: 'RuleId', Value: ruleId },
        ],
        StartTime: new Date(endMs - minutes * 60_000),
        EndTime: new Date(endMs),
        Period: PERIOD_SECONDS,
        Statistics: ['Sum' as const, 'Maximum' as const],
      };
      const { Datapoints = [] } = await send(session, 'CloudWatch GetMetricStatistics', (abortSignal) =>
        client.send(new sdk.GetMetricStatisticsCommand(input), { abortSignal }),
      );
      const newestFirst = [...Datapoints].sort((a, b) => (b.Timestamp?.getTime() ?? 0) - (a.Timestamp?.getTime() ?? 0));
      const [latest] = newestFirst;
      if (latest === undefined) return undefined;
      return {
        latest: latest.Maximum ?? 0,
        sum: Datapoints.reduce((total, point) => total + (point.Sum ?? 0), 0),
      };
    },
    close: () => cloudWatch.ifMade(({ client }) => client.destroy()),
  };
}
