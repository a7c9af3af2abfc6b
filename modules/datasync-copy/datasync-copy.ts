import { DatasyncLocationS3 } from '@cdktf/provider-aws/lib/datasync-location-s3';
import { DatasyncTask } from '@cdktf/provider-aws/lib/datasync-task';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { addReportPlace } from '../buckets/report-place';
import type { ReportBucket } from '../buckets/report-bucket';
import { HANDOFF_OUTPUT } from '../handoff';
import { addForeignAccess } from '../outputs/foreign-access';
import { handoffOf, sourceInHandoff } from '../outputs/handoff-content';
import { addHandoffOutput, handoffNameRefusals } from '../outputs/handoff-output';
import { bucketArn } from '../place/partition';
import { madeWith, place } from '../place/placed';
import { DATASYNC_DESTINATION_PERMISSIONS } from '../policies/datasync-permissions';
import { refuse } from '../refusals/refusal';
import type { BucketLocation } from '../roles/bucket-location';
import { given } from '../values/given';
import { addTaskLog } from './logs';
import type { DataSyncCopyProps } from './props';
import { dataSyncRefusals } from './refusals';
import { addDestinationRole, addReportRole, addSourceRole, destinationFolderOf, type DataSyncRole } from './roles';
import { locationClass } from './storage-class';

/**
 * A task of DataSync that copies existing objects from a folder of one bucket to one of another: both locations, a role for each
 * side, the task with its report, and the output that `s3-backfill run --method datasync` reads. Terraform starts no execution.
 */
export class DataSyncCopy extends Construct {
  /** ARN of the task, in the Region of the destination. */
  readonly taskArn: string;
  /** ARN of the role that DataSync reads the source as. */
  readonly sourceRoleArn: string;
  /** ARN of the role that DataSync writes the destination as. */
  readonly destinationRoleArn: string;
  /** ARN of the role that DataSync writes task reports as, and reads lists of keys. */
  readonly reportRoleArn: string;
  /** The bucket that was made; absent when the report bucket is there already. */
  readonly reportBucket?: ReportBucket;

  constructor(scope: Construct, id: string, props: DataSyncCopyProps) {
    super(scope, id);
    place(this, props);
    const { handoffName = HANDOFF_OUTPUT, prefix = '', destinationPrefix, destinationBucketName: bucket } = props;
    refuse(this, [...dataSyncRefusals(props), ...handoffNameRefusals(this, handoffName)]);
    const { made, report, manifest } = addReportPlace(this, props);
    if (made !== undefined) this.reportBucket = made;
    const sourceRole = addSourceRole(this, props);
    const destinationRole = addDestinationRole(this, props);
    const reportRole = addReportRole(this, report, manifest, props.role);
    this.sourceRoleArn = sourceRole.roleArn;
    this.destinationRoleArn = destinationRole.roleArn;
    this.reportRoleArn = reportRole.roleArn;
    const writer = {
      roleArn: destinationRole.roleArn,
      permissions: DATASYNC_DESTINATION_PERMISSIONS,
      prefix: destinationFolderOf(props),
    };
    const attached = addForeignAccess(this, writer, props, handoffName);
    this.taskArn = this.addTask(props, report, {
      source: this.addSource(props, sourceRole),
      destination: this.addDestination(props, destinationRole, attached),
      reportRole,
    });
    const { destinationRegion: region, destinationAccountId: accountId } = props;
    const handoff = handoffOf({
      source: sourceInHandoff(this, props),
      rules: [],
      roles: {},
      dataSync: {
        taskArn: this.taskArn,
        bucket,
        ...given({ prefix: destinationPrefix, region, accountId }),
        reportRoleArn: reportRole.roleArn,
      },
      report,
      ...given({ manifest }),
      prefixes: prefix === '' ? [] : [prefix],
    });
    addHandoffOutput(this, handoffName, handoff);
  }

  private addSource({ sourceBucketName, prefix = '', tags }: DataSyncCopyProps, role: DataSyncRole): string {
    return new DatasyncLocationS3(this, 'source', {
      s3BucketArn: bucketArn(this, sourceBucketName),
      subdirectory: `/${prefix}`,
      s3Config: { bucketAccessRoleArn: role.roleArn },
      ...given({ tags: tags && { ...tags } }),
      dependsOn: [role.ready],
      ...madeWith(this),
    }).arn;
  }

  private addDestination(
    props: DataSyncCopyProps,
    role: DataSyncRole,
    attached: readonly ITerraformDependable[],
  ): string {
    const { destinationBucketName, destinationProvider, storageClass, tags } = props;
    return new DatasyncLocationS3(this, 'destination', {
      s3BucketArn: bucketArn(this, destinationBucketName),
      subdirectory: `/${destinationFolderOf(props)}`,
      ...given({ s3StorageClass: locationClass(storageClass), tags: tags && { ...tags } }),
      s3Config: { bucketAccessRoleArn: role.roleArn },
      dependsOn: [role.ready, ...attached],
      ...madeWith(this, destinationProvider),
    }).arn;
  }

  private addTask(
    props: DataSyncCopyProps,
    report: Required<BucketLocation>,
    parts: { readonly source: string; readonly destination: string; readonly reportRole: DataSyncRole },
  ): string {
    const { taskName = 's3-backfill', taskMode = 'ENHANCED', logLevel = 'BASIC', schedule, tags } = props;
    const log = addTaskLog(this, props);
    return new DatasyncTask(this, 'task', {
      name: taskName,
      taskMode,
      sourceLocationArn: parts.source,
      destinationLocationArn: parts.destination,
      ...given({ cloudwatchLogGroupArn: log?.groupArn, tags: tags && { ...tags } }),
      options: {
        // Said although it is the default of Enhanced mode: that of the API is the other one.
        verifyMode: props.verifyMode ?? 'ONLY_FILES_TRANSFERRED',
        transferMode: props.transferMode ?? 'CHANGED',
        overwriteMode: props.overwriteMode ?? 'ALWAYS',
        objectTags: props.objectTags ?? 'PRESERVE',
        preserveDeletedFiles: 'PRESERVE',
        logLevel,
        bytesPerSecond: props.bytesPerSecond ?? -1,
        posixPermissions: 'NONE',
        uid: 'NONE',
        gid: 'NONE',
      },
      ...given({
        includes: filterOf(props.includes),
        excludes: filterOf(props.excludes),
        schedule: schedule === undefined ? undefined : { scheduleExpression: schedule },
      }),
      taskReportConfig: {
        outputType: 'STANDARD',
        reportLevel: props.reportLevel ?? 'ERRORS_ONLY',
        s3ObjectVersioning: 'INCLUDE',
        // What was left out in silence is named.
        reportOverrides: { skippedOverride: 'SUCCESSES_AND_ERRORS' },
        s3Destination: {
          bucketAccessRoleArn: parts.reportRole.roleArn,
          s3BucketArn: bucketArn(this, report.bucketName),
          subdirectory: `/${report.prefix === '' ? '' : `${report.prefix}/`}`,
        },
      },
      dependsOn: [parts.reportRole.ready, ...(log === undefined ? [] : [log.ready])],
      ...madeWith(this, props.destinationProvider),
    }).arn;
  }
}

function filterOf(patterns: readonly string[] | undefined) {
  if (patterns === undefined || patterns.length === 0) return undefined;
  return { filterType: 'SIMPLE_PATTERN', value: patterns.join('|') };
}
