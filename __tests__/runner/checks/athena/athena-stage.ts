// A stage of the emulator with workgroup and tables over inventories, and what the checks of Athena say of it.
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient, type TableInput } from '@aws-sdk/client-glue';
import * as S3 from '@aws-sdk/client-s3';
import type { HandoffAthena } from '../../../../modules/handoff';
import { ATHENA_CHECKS } from '../../../../runner/checks/every-check';
import { examine } from '../../../../runner/checks/preflight';
import type { CheckEvent } from '../../../../runner/events/check-events';
import { targetOfHandoff } from '../../../../runner/target/target';
import { HOME, REPLICAS, REPORTS, setStage, SOURCE, type Stage } from '../../../emulator/stage';
import { awsOf, handoffOfStage } from '../setups/examined';

export const ATHENA: HandoffAthena = {
  ...{ region: HOME, workgroup: 'backfill', database: 'inventories' },
  ...{ sourceTable: 'of_source', destinationTable: 'of_replicas', reportTable: 'reports' },
  resultsLocation: `s3://${REPORTS}/athena/`,
};

export const DESTINATIONS = [{ bucket: REPLICAS, ruleId: 'all' }];

function tableOver(bucket: string, changes: Partial<TableInput> = {}): TableInput {
  return {
    TableType: 'EXTERNAL_TABLE',
    Parameters: { 'projection.enabled': 'true', 'projection.dt.type': 'injected' },
    PartitionKeys: [{ Name: 'dt', Type: 'string' }],
    StorageDescriptor: {
      Columns: [{ Name: 'bucket', Type: 'string' }],
      Location: `s3://${REPORTS}/inv/${bucket}/all/hive/`,
      InputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde' },
    },
    ...changes,
    Name: bucket === SOURCE ? ATHENA.sourceTable : ATHENA.destinationTable,
  };
}

export interface Made {
  /** @default - one that says where results go */
  readonly workgroup?: Partial<ConstructorParameters<typeof CreateWorkGroupCommand>[0]> | 'none';
  /** What is otherwise about the table of the source. @default - nothing is */
  readonly table?: Partial<TableInput> | 'none';
  /** @default - each has one */
  readonly hasPartitions?: boolean;
}

export async function athenaStage({ workgroup = {}, table = {}, hasPartitions = true }: Made = {}): Promise<Stage> {
  const stage = await setStage();
  const settings = {
    ...{ endpoint: stage.running.emulator.endpoint, region: HOME },
    credentials: stage.running.credentials(0),
  };
  const [athena, glue] = [new AthenaClient(settings), new GlueClient(settings)];
  if (workgroup !== 'none')
    await athena.send(
      new CreateWorkGroupCommand({
        Name: ATHENA.workgroup,
        Configuration: { ResultConfiguration: { OutputLocation: ATHENA.resultsLocation } },
        ...workgroup,
      }),
    );
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: ATHENA.database } }));
  const inputs = [...(table === 'none' ? [] : [tableOver(SOURCE, table)]), tableOver(REPLICAS)];
  for (const TableInput of inputs)
    await glue.send(new CreateTableCommand({ DatabaseName: ATHENA.database, TableInput }));
  if (hasPartitions)
    for (const bucket of [SOURCE, REPLICAS])
      await stage.s3.send(
        new S3.PutObjectCommand({
          Bucket: REPORTS,
          Key: `inv/${bucket}/all/hive/dt=2026-01-31-01-00/symlink.txt`,
          Body: 's3://files',
        }),
      );
  athena.destroy();
  glue.destroy();
  return stage;
}

/** What the checks say, those of Athena alone. */
export async function said(stage: Stage, keys?: Parameters<typeof awsOf>[1]): Promise<readonly CheckEvent[]> {
  const aws = await awsOf(stage, keys);
  const target = targetOfHandoff(handoffOfStage({ destinations: DESTINATIONS }));
  try {
    const telling = examine(target, aws, { athena: ATHENA }, undefined, ATHENA_CHECKS);
    for (;;) {
      const step = await telling.next();
      if (step.done === true) return step.value.filter(({ check }) => check.startsWith('athena-'));
    }
  } finally {
    aws.close();
  }
}

/** `check answer` of each. */
export const answers = (found: readonly CheckEvent[]): readonly string[] =>
  found.map(({ check, answer }) => `${check} ${answer}`);
