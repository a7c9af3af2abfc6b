// Alarms, as another client than Terraform and the runner sees them.
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { LocalAws } from '../../examples/demo/local-aws';

/** Those of the first account in the Region. */
export async function alarmsOf(aws: LocalAws, region: string): Promise<readonly MetricAlarm[]> {
  const { accessKeyId = '', secretAccessKey = '' } = aws.accounts[0] ?? {};
  const client = new CloudWatchClient({
    endpoint: aws.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    return (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [];
  } finally {
    client.destroy();
  }
}
