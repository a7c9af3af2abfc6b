import { AthenaWorkgroup } from '@cdktf/provider-aws/lib/athena-workgroup';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { Op, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { HandoffAthena } from '../handoff';
import { accountIdOf } from '../place/partition';
import { madeWith, place } from '../place/placed';
import { refuse } from '../refusals/refusal';
import { given } from '../values/given';
import { literal } from '../values/literal';
import type { AthenaEvidenceProps } from './props';
import { athenaEvidenceRefusals } from './refusals';
import { addInventoryTable, addReportTable } from './tables';

const WORKGROUP = 's3-backfill';
const DATABASE = 's3_backfill';
const TABLES = { source: 'source_inventory', destination: 'destination_inventory', reports: 'completion_reports' };
const REPORT_PREFIX = 's3-backfill/reports';
const RESULTS_PREFIX = 's3-backfill/athena';
const SCAN_LIMIT_GIGABYTES = 1000;
const GIGABYTE = 1_000_000_000;
/** The one that the tables are for: values of CSV are read otherwise by older ones. */
const ENGINE = 'Athena engine version 3';

/**
 * What `s3-backfill verify --engine athena` asks: tables over the inventories of both sides and over completion reports, and a workgroup that
 * says where results go, by which key, and how much one query may scan. Nothing is queried by applying it, and nothing of it costs anything.
 */
export class AthenaEvidence extends Construct {
  /** Name of the workgroup. */
  readonly workgroupName: string;
  /** Name of the database in the Glue catalog. */
  readonly databaseName: string;
  /** What the handoff says of it. */
  readonly handoff: HandoffAthena;

  constructor(scope: Construct, id: string, props: AthenaEvidenceProps) {
    super(scope, id);
    place(this, props);
    refuse(this, athenaEvidenceRefusals(props));
    const { sourceBucketName, destinationBucketName, reportBucketName, tags } = props;
    const { reportPrefix = REPORT_PREFIX, resultsPrefix = RESULTS_PREFIX } = props;
    const results = `s3://${reportBucketName}/${resultsPrefix.replace(/\/+$/, '')}${resultsPrefix === '' ? '' : '/'}`;
    const tagged = given({ tags: tags && { ...tags } });
    const workgroup = new AthenaWorkgroup(this, 'workgroup', {
      name: literal(props.workgroupName ?? WORKGROUP),
      description: `Compares ${sourceBucketName} with ${destinationBucketName}`,
      // It holds nothing but what was asked in it.
      forceDestroy: true,
      configuration: {
        bytesScannedCutoffPerQuery: bytesOf(props.scanLimitGigabytes ?? SCAN_LIMIT_GIGABYTES),
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: ENGINE },
        resultConfiguration: {
          outputLocation: results,
          expectedBucketOwner: literal(props.accountId ?? accountIdOf(this)),
          encryptionConfiguration:
            props.resultsKmsKeyArn === undefined
              ? { encryptionOption: 'SSE_S3' }
              : { encryptionOption: 'SSE_KMS', kmsKeyArn: props.resultsKmsKeyArn },
        },
      },
      ...tagged,
      ...madeWith(this),
    });
    const database = new GlueCatalogDatabase(this, 'database', {
      name: literal(props.databaseName ?? DATABASE),
      description: `Inventories of ${sourceBucketName} and ${destinationBucketName}, and completion reports`,
      ...tagged,
      ...madeWith(this),
    });
    const tableOf = (
      side: 'source' | 'destination',
      bucketName: string,
      inventory: AthenaEvidenceProps['sourceInventory'],
    ) => addInventoryTable(this, side, { databaseName: database.name, name: TABLES[side], bucketName, inventory });
    const source = tableOf('source', sourceBucketName, props.sourceInventory);
    const destination = tableOf('destination', destinationBucketName, props.destinationInventory);
    const reports = addReportTable(this, {
      databaseName: database.name,
      name: TABLES.reports,
      bucketName: reportBucketName,
      prefix: reportPrefix,
    });
    this.workgroupName = workgroup.name;
    this.databaseName = database.name;
    this.handoff = {
      region: props.region ?? new DataAwsRegion(this, 'region', madeWith(this)).id,
      workgroup: workgroup.name,
      database: database.name,
      sourceTable: source.name,
      destinationTable: destination.name,
      reportTable: reports.name,
      resultsLocation: results,
    };
  }
}

function bytesOf(gigabytes: number): number {
  return Token.isUnresolved(gigabytes) ? Token.asNumber(Op.mul(gigabytes, GIGABYTE)) : gigabytes * GIGABYTE;
}
