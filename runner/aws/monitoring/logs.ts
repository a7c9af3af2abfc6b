import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Logs } from '../../ports/logs';
import { guarded } from '../configuration/endpoints';
import { tokensOf } from '../told';
import { lazy, send, type Session } from '../session';
import { defined } from '../../text/defined';

export function cloudWatchLogs(session: Session): Logs & { close(): void } {
  const loaded = lazy(() => import('@aws-sdk/client-cloudwatch-logs'));
  const clients = new Map<string, CloudWatchLogsClient>();
  async function clientIn(region: string): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient: Client } = await loaded.get();
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('CLOUDWATCH_LOGS');
    const client = guarded(
      new Client({ ...session.shared, region, ...defined({ endpoint }) }),
      session.endpoints.allowsHttp,
    );
    clients.set(region, client);
    return client;
  }
  return {
    async hasGroup(groupArn) {
      const [, , , region = session.region] = groupArn.split(':');
      const name = groupArn.replace(/^.*:log-group:/, '');
      const [sdk, client] = await Promise.all([loaded.get(), clientIn(region)]);
      const next = tokensOf('CloudWatch Logs DescribeLogGroups');
      let token: string | undefined;
      do {
        const input = { logGroupNamePrefix: name, ...defined({ nextToken: token }) };
        const page = await send(session, 'CloudWatch Logs DescribeLogGroups', (abortSignal) =>
          client.send(new sdk.DescribeLogGroupsCommand(input), { abortSignal }),
        );
        if (page.logGroups?.some(({ logGroupName }) => logGroupName === name) === true) return true;
        token = next(page.nextToken);
      } while (token !== undefined);
      return false;
    },
    async resourcePolicies(region) {
      const [sdk, client] = await Promise.all([loaded.get(), clientIn(region)]);
      const documents: string[] = [];
      const next = tokensOf('CloudWatch Logs DescribeResourcePolicies');
      let token: string | undefined;
      do {
        const page = await send(session, 'CloudWatch Logs DescribeResourcePolicies', (abortSignal) =>
          client.send(new sdk.DescribeResourcePoliciesCommand(defined({ nextToken: token })), { abortSignal }),
        );
        documents.push(...(page.resourcePolicies ?? []).flatMap(({ policyDocument }) => policyDocument ?? []));
        token = next(page.nextToken);
      } while (token !== undefined);
      return documents;
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
