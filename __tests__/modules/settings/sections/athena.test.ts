// `athena` of a settings file, beside a replication.
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { addSettingsStack, parseSettings } from '../../../../modules';

const BESIDE = {
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  report_bucket: 'my-reports',
};
const ATHENA = {
  source_inventory: { bucket: 'lists', id: 'all' },
  destination_inventory: { bucket: 'lists-there', id: 'all', prefix: 'inv', format: 'Parquet' },
};

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

const parse = (athena: object, beside: object = BESIDE) =>
  parseSettings(JSON.stringify({ ...beside, athena: { ...ATHENA, ...athena } }), 's.json');
const synthesize = (athena: object, beside?: object): Resources => {
  const text = Testing.synth(addSettingsStack(Testing.app(), parse(athena, beside)), true);
  return (JSON.parse(text) as { resource: Resources }).resource;
};

describe('athena', () => {
  it('makes workgroup, database and tables, by the names and limits that it has', () => {
    const made = synthesize({
      scan_limit_gigabytes: 10,
      workgroup: 'mine',
      database: 'mine',
      results_prefix: 'results',
      destination_bucket_arn: 'arn:aws:s3:::other',
    });
    expect(Object.values(made['aws_athena_workgroup'] ?? {})).toMatchObject([
      {
        name: 'mine',
        configuration: {
          bytes_scanned_cutoff_per_query: 10_000_000_000,
          result_configuration: { output_location: 's3://my-reports/results/' },
        },
      },
    ]);
    const locations = Object.values(made['aws_glue_catalog_table'] ?? {}).map(
      (table) => (table as { storage_descriptor: { location: string } }).storage_descriptor.location,
    );
    expect(locations.sort()).toEqual([
      's3://lists-there/inv/other/all/hive/',
      's3://lists/my-bucket/all/hive/',
      's3://my-reports/s3-backfill/reports/',
    ]);
  });

  it('has to be told which bucket is compared where rules are not seen', () => {
    const adopted = { ...BESIDE, replication_destination_bucket_arn: undefined, adopt_existing_replication: true };
    expect(() => parse({}, adopted)).toThrow(/athena\.destination_bucket_arn: got nothing/);
    expect(() => synthesize({ destination_bucket_arn: 'arn:aws:s3:::my-replica' }, adopted)).not.toThrow();
  });

  it.each<[string, object, RegExp]>([
    [
      'a key of another Region',
      { results_kms_arn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
      /athena\.results_kms_arn: .*one in eu-west-1 is needed/,
    ],
    [
      'fields that tell too little',
      { source_inventory: { bucket: 'lists', id: 'all', fields: ['Size'] } },
      /athena\.source_inventory\.fields: got Size; LastModifiedDate, ETag are needed/,
    ],
    [
      'a field twice',
      { source_inventory: { bucket: 'lists', id: 'all', fields: ['Size', 'ETag', 'LastModifiedDate', 'Size'] } },
      /each field once/,
    ],
  ])('refuses %s', (_, athena, message) => {
    expect(() => parse(athena)).toThrow(message);
  });

  it('is refused beside another way of copying', () => {
    const datasync = { destination_bucket_arn: 'arn:aws:s3:::copies' };
    const alone = { region: 'eu-west-1', source_bucket: 'my-bucket', report_bucket: 'my-reports', datasync };
    expect(() => parse({}, alone)).toThrow(/athena: it is for another way of copying than datasync/);
  });
});
