// The Data Catalog: databases and tables come back as they were put, to those who may.
import * as G from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryTable, stage, type Stage } from '../athena/athena-on-stage';
import { bugs, errorOf } from '../running';

let on: Stage;
let glue: G.GlueClient;

beforeAll(async () => {
  on = await stage();
  glue = on.glue;
});
afterAll(async () => {
  expect(bugs(on.running)).toEqual([]);
  await on.close();
});

const make = async (DatabaseName: string): Promise<void> => {
  await glue.send(
    new G.CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName, Description: 'd' }, Tags: { a: 'b' } }),
  );
  await glue.send(new G.CreateTableCommand({ DatabaseName, TableInput: inventoryTable('CSV') }));
};

describe('a table', () => {
  it('comes back as it was put and changed, with a number of its version', async () => {
    await make('kept');
    const named = { DatabaseName: 'kept', Name: 'csv' };
    const input = inventoryTable('CSV');
    expect((await glue.send(new G.GetTableCommand(named))).Table).toMatchObject({
      ...input,
      DatabaseName: 'kept',
      CatalogId: '111122223333',
      VersionId: '0',
    });
    const TableInput = { ...input, Description: 'another' };
    await glue.send(new G.UpdateTableCommand({ DatabaseName: 'kept', TableInput }));
    const { Table } = await glue.send(new G.GetTableCommand(named));
    expect(Table).toMatchObject({ Description: 'another', VersionId: '1' });
    const again = glue.send(new G.CreateTableCommand({ DatabaseName: 'kept', TableInput: input }));
    expect(await errorOf(again)).toMatchObject({ name: 'AlreadyExistsException' });
  });

  it('is known in lower case, and goes with its database', async () => {
    await make('Mixed');
    const named = { DatabaseName: 'mixed', Name: 'CSV' };
    expect((await glue.send(new G.GetTableCommand(named))).Table?.Name).toBe('csv');
    await glue.send(new G.DeleteDatabaseCommand({ Name: 'mixed' }));
    expect(await errorOf(glue.send(new G.GetTableCommand(named)))).toMatchObject({ name: 'EntityNotFoundException' });
    await glue.send(new G.CreateDatabaseCommand({ DatabaseInput: { Name: 'mixed' } }));
    expect(await errorOf(glue.send(new G.GetTableCommand(named)))).toMatchObject({ name: 'EntityNotFoundException' });
  });

  it('with what is not emulated is answered with 501', async () => {
    const TableInput: G.TableInput = { ...inventoryTable('CSV'), Name: 'linked', TargetTable: { Name: 'x' } };
    const asked = glue.send(new G.CreateTableCommand({ DatabaseName: 'evidence', TableInput }));
    expect(await errorOf(asked)).toMatchObject({ name: 'NotImplemented' });
  });
});
