// Lambda and EventBridge over AWS's SDK. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { EventSourceMappingConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import type { Functions, MappingView } from '../../ports/serverless/functions';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { guarded } from '../configuration/endpoints';
import { tokensOf } from '../told';
import { lazy, send, type Session } from '../session';

function mappingIn(told: EventSourceMappingConfiguration): MappingView {
  return {
    id: told.UUID ?? '',
    sourceArn: told.EventSourceArn ?? '',
    state: told.State ?? '',
    batchSize: told.BatchSize ?? 0,
    reportsItemFailures: told.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
    ...defined({
      maximumConcurrency: told.ScalingConfig?.MaximumConcurrency,
      lastResult: told.LastProcessingResult,
    }),
  };
}

export function lambdaFunctions(session: Session): Functions & { close(): void } {
  const { region, shared, endpoints } = session;
  const lambda = lazy(async () => {
    const sdk = await import('@aws-sdk/client-lambda');
    const endpoint = endpoints.of('LAMBDA');
    const client = guarded(new sdk.LambdaClient({ ...shared, region, ...defined({ endpoint }) }), endpoints.allowsHttp);
    return { sdk, client };
  });
  const events = lazy(async () => {
    const sdk = await import('@aws-sdk/client-eventbridge');
    const endpoint = endpoints.of('EVENTBRIDGE');
    const client = guarded(
      new sdk.EventBridgeClient({ ...shared, region, ...defined({ endpoint }) }),
      endpoints.allowsHttp,
    );
    return { sdk, client };
  });
  const askLambda = async <T>(
    what: string,
    request: (client: LambdaClient, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const { client } = await lambda.get();
    return send(session, `Lambda ${what}`, (signal) => request(client, signal));
  };
  const askEvents = async <T>(
    what: string,
    request: (client: EventBridgeClient, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const { client } = await events.get();
    return send(session, `EventBridge ${what}`, (signal) => request(client, signal));
  };

  return {
    async describe(name) {
      const { sdk } = await lambda.get();
      const told = await askLambda(`GetFunctionConfiguration ${visible(name)}`, (client, abortSignal) =>
        client.send(new sdk.GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal }),
      );
      return {
        name,
        state: told.State ?? 'Active',
        lastUpdate: told.LastUpdateStatus ?? 'Successful',
        roleArn: told.Role ?? '',
        timeoutSeconds: told.Timeout ?? 0,
        memoryMegabytes: told.MemorySize ?? 0,
        runtime: told.Runtime ?? '',
        variables: told.Environment?.Variables ?? {},
        ...defined({ reason: told.StateReason ?? told.LastUpdateStatusReason }),
      };
    },

    async mappings(name) {
      const { sdk } = await lambda.get();
      const found: MappingView[] = [];
      const next = tokensOf(`Lambda ListEventSourceMappings ${name}`);
      let Marker: string | undefined;
      do {
        const input = { FunctionName: name, ...defined({ Marker }) };
        const page = await askLambda(`ListEventSourceMappings ${visible(name)}`, (client, abortSignal) =>
          client.send(new sdk.ListEventSourceMappingsCommand(input), { abortSignal }),
        );
        found.push(...(page.EventSourceMappings ?? []).map(mappingIn));
        Marker = next(page.NextMarker);
      } while (Marker !== undefined);
      return found;
    },

    async enable(mappingId, isEnabled) {
      const { sdk } = await lambda.get();
      await askLambda(`UpdateEventSourceMapping ${visible(mappingId)}`, (client, abortSignal) =>
        client.send(new sdk.UpdateEventSourceMappingCommand({ UUID: mappingId, Enabled: isEnabled }), { abortSignal }),
      );
    },

    async rule(name) {
      const { sdk } = await events.get();
      const told = await askEvents(`DescribeRule ${visible(name)}`, (client, abortSignal) =>
        client.send(new sdk.DescribeRuleCommand({ Name: name }), { abortSignal }),
      );
      const targets: string[] = [];
      const next = tokensOf(`EventBridge ListTargetsByRule ${name}`);
      let NextToken: string | undefined;
      do {
        const input = { Rule: name, ...defined({ NextToken }) };
        const page = await askEvents(`ListTargetsByRule ${visible(name)}`, (client, abortSignal) =>
          client.send(new sdk.ListTargetsByRuleCommand(input), { abortSignal }),
        );
        targets.push(...(page.Targets ?? []).flatMap(({ Arn }) => Arn ?? []));
        NextToken = next(page.NextToken);
      } while (NextToken !== undefined);
      return {
        name,
        state: told.State ?? '',
        targets,
        ...defined({ pattern: told.EventPattern }),
      };
    },

    close: () => {
      lambda.ifMade(({ client }) => client.destroy());
      events.ifMade(({ client }) => client.destroy());
    },
  };
}
