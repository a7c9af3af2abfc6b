// What the flags of verify --engine athena may say: names that are parts of SQL and of ARNs, places of results, and amounts.
import { describe, expect, it } from '@jest/globals';
import { inventoryFlags, inventoryOptions } from '../../../../runner/cli/verify/inventory-options';
import type { InventoryOptions } from '../../../../runner/verify/inventories/verify-inventories';

const ALL = {
  engine: 'athena',
  'athena-workgroup': 'backfill',
  'athena-database': 'inventories',
  'source-inventory': 'src',
  'destination-inventory': 'dst',
};

function optionsOf(more: object): InventoryOptions | undefined {
  const given = { ...ALL, ...more };
  const flags = inventoryFlags(given);
  return flags && inventoryOptions(flags, given, undefined, 'eu-west-1');
}

describe('the flags of verify --engine athena', () => {
  it('name workgroup, database and tables as Glue keeps them', () => {
    expect(optionsOf({ 'athena-database': 'In ventories', 'source-inventory': 'SRC@2026-01-31-01-00' })).toEqual({
      engine: 'athena',
      place: { region: 'eu-west-1', workgroup: 'backfill', database: 'in ventories' },
      source: { name: 'src', partition: '2026-01-31-01-00' },
      destination: { name: 'dst' },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['athena-workgroup', '*', /--athena-workgroup: got '\*'; a workgroup has one to 128 letters/],
    ['athena-workgroup', 'arn:aws:athena:eu-west-1:111122223333:workgroup/x', /a workgroup has/],
    ['athena-workgroup', '', /--athena-workgroup/],
    ['athena-database', '*', /--athena-database: got '\*'; a database has/],
    ['athena-database', 'a/*', /a database has/],
    ['athena-database', 'x${aws:username}', /a database has/],
    ['athena-database', 'x\n', /a database has/],
    ['athena-database', 'x'.repeat(256), /a database has/],
    ['source-inventory', '*', /a table is named/],
    ['source-inventory', 'src"; drop table x', /a table is named/],
    ['source-inventory', "src@2026-01-31-01-00' or 'a'='a", /a table is named/],
    ['destination-inventory', 'x'.repeat(256), /a table is named/],
    ['athena-results', 'results/folder', /a place in S3 looks like s3:/],
    ['athena-results', 'https://results.s3.amazonaws.com/folder/', /a place in S3 looks like s3:/],
    ['evidence', 'kept', /of their rows nothing comes to this machine but sums/],
    ['max-cost', NaN, /--max-cost: got null; a number from 0/],
    ['max-cost', -1, /--max-cost: got -1; a number from 0/],
    ['max-cost', Infinity, /--max-cost: got/],
  ])('--%s is refused as %p', (flag, value, why) => {
    expect(() => optionsOf({ [flag]: value })).toThrow(why);
  });

  it('--athena-results may end without a slash', () => {
    expect(optionsOf({ 'athena-results': 's3://results/folder' })).toMatchObject({
      resultsLocation: 's3://results/folder',
    });
  });
});
