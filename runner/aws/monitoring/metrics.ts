import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Metrics } from '../../ports/metrics';
import { guarded } from '../configuration/endpoints';
import { lazy, send, type Session } from '../session';
import { defined } from '../../text/defined';

const PERIOD_SECONDS = 60;

export function cloudWatchMetrics(session: Session): Metrics & { close(): void } {
  const loaded = lazy(() => import('@aws-sdk/client-cloudwatch'));
  const clients = new Map<string, CloudWatchClient>();
  async function clientIn(region: string): Promise<CloudWatchClient> {
    const { CloudWatchClient } = await loaded.get();
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('CLOUDWATCH');
    const shared = { ...session.shared, region };
    const client = guarded(new CloudWatchClient({ ...shared, ...defined({ endpoint }) }), session.endpoints.allowsHttp);
    clients.set(region, client);
    return client;
  }
  return {
    async replication({ metric, sourceBucket, destinationBucket, ruleId, region, endMs, minutes }) {
      const sdk = await loaded.get();
      const client = await clientIn(region);
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
      const sums = Datapoints.flatMap(({ Sum }) => Sum ?? []);
      if (latest?.Maximum === undefined || sums.length < Datapoints.length) return undefined;
      return { latest: latest.Maximum, sum: sums.reduce((total, sum) => total + sum, 0) };
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
