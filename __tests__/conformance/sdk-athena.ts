// Every operation of Glue and of Athena that is emulated, through the SDK for JavaScript.
import * as Athena from '@aws-sdk/client-athena';
import * as Glue from '@aws-sdk/client-glue';
import * as S3 from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';

export async function walkGlue(glue: Glue.GlueClient): Promise<void> {
  const DatabaseInput = { Name: 'walk', Description: 'before' };
  await glue.send(new Glue.CreateDatabaseCommand({ DatabaseInput, Tags: { team: 'a' } }));
  await glue.send(
    new Glue.UpdateDatabaseCommand({ Name: 'walk', DatabaseInput: { ...DatabaseInput, Description: 'x' } }),
  );
  const { Database } = await glue.send(new Glue.GetDatabaseCommand({ Name: 'walk' }));
  expect(Database).toMatchObject({ Name: 'walk', Description: 'x', CreateTime: expect.any(Date) });
  const { DatabaseList } = await glue.send(new Glue.GetDatabasesCommand({}));
  expect(DatabaseList).toMatchObject([{ Name: 'walk' }]);
  const ResourceArn = 'arn:aws:glue:us-east-1:111122223333:database/walk';
  await glue.send(new Glue.TagResourceCommand({ ResourceArn, TagsToAdd: { b: 'c' } }));
  await glue.send(new Glue.UntagResourceCommand({ ResourceArn, TagsToRemove: ['team'] }));
  expect((await glue.send(new Glue.GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: 'c' });
  const TableInput: Glue.TableInput = {
    Name: 'rows',
    StorageDescriptor: { Columns: [{ Name: 'a', Type: 'string' }], Location: 's3://walk/rows/' },
  };
  const inDatabase = { DatabaseName: 'walk' };
  await glue.send(new Glue.CreateTableCommand({ ...inDatabase, TableInput }));
  await glue.send(new Glue.UpdateTableCommand({ ...inDatabase, TableInput: { ...TableInput, Owner: 'me' } }));
  const { Table } = await glue.send(new Glue.GetTableCommand({ ...inDatabase, Name: 'rows' }));
  expect(Table).toMatchObject({ ...TableInput, Owner: 'me', UpdateTime: expect.any(Date) });
  const { TableList } = await glue.send(new Glue.GetTablesCommand(inDatabase));
  expect(TableList).toMatchObject([{ Name: 'rows' }]);
  const indexes = await glue.send(new Glue.GetPartitionIndexesCommand({ ...inDatabase, TableName: 'rows' }));
  expect(indexes.PartitionIndexDescriptorList).toEqual([]);
  await glue.send(new Glue.DeleteTableCommand({ ...inDatabase, Name: 'rows' }));
  await glue.send(new Glue.DeleteDatabaseCommand({ Name: 'walk' }));
}

export async function walkAthena(
  athena: Athena.AthenaClient,
  glue: Glue.GlueClient,
  s3: S3.S3Client,
  idle: () => Promise<void>,
): Promise<void> {
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'walk-results' }));
  const ResultConfiguration = { OutputLocation: 's3://walk-results/' };
  await athena.send(
    new Athena.CreateWorkGroupCommand({
      Name: 'walk',
      Configuration: { ResultConfiguration, BytesScannedCutoffPerQuery: 10_000_000 },
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  );
  const group = { WorkGroup: 'walk' };
  await athena.send(new Athena.UpdateWorkGroupCommand({ ...group, Description: 'x' }));
  const { WorkGroup } = await athena.send(new Athena.GetWorkGroupCommand(group));
  expect(WorkGroup).toMatchObject({
    Name: 'walk',
    Description: 'x',
    State: 'ENABLED',
    CreationTime: expect.any(Date),
    Configuration: { ResultConfiguration, BytesScannedCutoffPerQuery: 10_000_000 },
  });
  const { WorkGroups } = await athena.send(new Athena.ListWorkGroupsCommand({}));
  expect(WorkGroups).toMatchObject([{ Name: 'walk' }]);
  const resource = { ResourceARN: 'arn:aws:athena:us-east-1:111122223333:workgroup/walk' };
  await athena.send(new Athena.TagResourceCommand({ ...resource, Tags: [{ Key: 'b', Value: 'c' }] }));
  await athena.send(new Athena.UntagResourceCommand({ ...resource, TagKeys: ['team'] }));
  const { Tags } = await athena.send(new Athena.ListTagsForResourceCommand(resource));
  expect(Tags).toEqual([{ Key: 'b', Value: 'c' }]);
  await glue.send(new Glue.CreateDatabaseCommand({ DatabaseInput: { Name: 'asked' } }));
  const TableInput = {
    Name: 'rows',
    StorageDescriptor: { Columns: [{ Name: 'a', Type: 'string' }], Location: 's3://x' },
  };
  await glue.send(new Glue.CreateTableCommand({ DatabaseName: 'asked', TableInput }));
  const table = { CatalogName: 'AwsDataCatalog', DatabaseName: 'asked', TableName: 'rows' };
  const { TableMetadata } = await athena.send(new Athena.GetTableMetadataCommand(table));
  expect(TableMetadata).toMatchObject({ Name: 'rows', Parameters: { location: 's3://x' } });
  await glue.send(new Glue.DeleteDatabaseCommand({ Name: 'asked' }));
  const QueryString = `select 'a' as x, cast(null as varchar) as y`;
  const { QueryExecutionId } = await athena.send(new Athena.StartQueryExecutionCommand({ ...group, QueryString }));
  await idle();
  const query = { QueryExecutionId };
  expect((await athena.send(new Athena.GetQueryExecutionCommand(query))).QueryExecution).toMatchObject({
    Status: { State: 'SUCCEEDED', SubmissionDateTime: expect.any(Date), CompletionDateTime: expect.any(Date) },
    Statistics: { DataScannedInBytes: 0 },
    ResultConfiguration: { OutputLocation: `s3://walk-results/${QueryExecutionId ?? ''}.csv` },
  });
  const { ResultSet } = await athena.send(new Athena.GetQueryResultsCommand(query));
  expect(ResultSet?.Rows).toEqual([
    { Data: [{ VarCharValue: 'x' }, { VarCharValue: 'y' }] },
    { Data: [{ VarCharValue: 'a' }, {}] },
  ]);
  const { QueryExecutionIds } = await athena.send(new Athena.ListQueryExecutionsCommand(group));
  expect(QueryExecutionIds).toEqual([QueryExecutionId]);
  await athena.send(new Athena.StopQueryExecutionCommand(query));
  await athena.send(new Athena.DeleteWorkGroupCommand({ ...group, RecursiveDeleteOption: true }));
}
