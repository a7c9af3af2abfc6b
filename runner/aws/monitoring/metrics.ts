import type { CloudWatchClient, Datapoint, GetMetricStatisticsCommandInput } from '@aws-sdk/client-cloudwatch';
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
  /** Newest first. */
  async function points(
    region: string,
    { endMs, minutes }: { readonly endMs: number; readonly minutes: number },
    metric: Pick<GetMetricStatisticsCommandInput, 'Namespace' | 'MetricName' | 'Dimensions' | 'Statistics'>,
  ): Promise<readonly Datapoint[]> {
    const sdk = await loaded.get();
    const client = await clientIn(region);
    const input = {
      ...metric,
      StartTime: new Date(endMs - minutes * 60_000),
      EndTime: new Date(endMs),
      Period: PERIOD_SECONDS,
    };
    const { Datapoints = [] } = await send(session, 'CloudWatch GetMetricStatistics', (abortSignal) =>
      client.send(new sdk.GetMetricStatisticsCommand(input), { abortSignal }),
    );
    return [...Datapoints].sort((a, b) => (b.Timestamp?.getTime() ?? 0) - (a.Timestamp?.getTime() ?? 0));
  }
  return {
    async replication({ metric, sourceBucket, destinationBucket, ruleId, region, ...time }) {
      const newestFirst = await points(region, time, {
        Namespace: 'AWS/S3',
        MetricName: metric,
        Dimensions: [
          { Name: 'SourceBucket', Value: sourceBucket },
          { Name: 'DestinationBucket', Value: destinationBucket },
          { Name: 'RuleId', Value: ruleId },
        ],
        Statistics: ['Sum', 'Maximum'],
      });
      const [latest] = newestFirst;
      const sums = newestFirst.flatMap(({ Sum }) => Sum ?? []);
      if (latest?.Maximum === undefined || sums.length < newestFirst.length) return undefined;
      return { latest: latest.Maximum, sum: sums.reduce((total, sum) => total + sum, 0) };
    },
    async oldestMessage({ queueName, region, ...time }) {
      const [latest] = await points(region, time, {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: queueName }],
        Statistics: ['Maximum'],
      });
      return latest?.Maximum;
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
