// The document of CreateJob, read and checked as far as it can be without looking at anything else.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import { malformedXml } from '../../s3/operation/faults';
import { notEmulated, ServiceError } from '../../http/service';
import {
  child,
  childText,
  childrenNamed,
  element,
  escaped,
  parseXml,
  type Markup,
  type XmlElement,
} from '../../http/xml';
import type {
  JobOperation,
  JobOrder,
  ManifestGenerator,
  ObjectList,
  ReportOrder,
  SuppliedManifest,
} from '../../world/batch-job';
import { readCopy } from './read-copy';
import { readFilter } from './read-manifest-filter';
import { allowOnly, booleanOf, bucketOfArn, integerOf, invalidRequest, members, required } from './request-xml';

const PRIORITY_MAX = 2 ** 31 - 1;
const TAGS_MAX = 50;
const REPORT_PREFIX_MAX = 512;

/** @throws ServiceError `MalformedXML`, `InvalidRequest`, `NotImplemented` for what is not emulated */
export function readOrder(body: Buffer): JobOrder {
  const root = parseXml(body.toString('utf8'));
  if (root.name !== 'CreateJobRequest') throw malformedXml();
  allowOnly(root, [
    'ConfirmationRequired',
    'Operation',
    'Report',
    'ClientRequestToken',
    'Manifest',
    'Description',
    'Priority',
    'RoleArn',
    'Tags',
    'ManifestGenerator',
  ]);
  const operation = readOperation(child(root, 'Operation'));
  const report = readReport(child(root, 'Report'));
  const description = childText(root, 'Description');
  if (description !== undefined && (description === '' || description.length > 256)) {
    throw invalidRequest('Description has 1 to 256 characters');
  }
  const priority = integerOf(root, 'Priority');
  if (priority === undefined || priority > PRIORITY_MAX) {
    throw invalidRequest(`Priority is required: a number from 0 to ${PRIORITY_MAX}`);
  }
  const roleArn = required(root, 'RoleArn');
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(roleArn)) throw invalidRequest('Invalid role ARN specified');
  const clientRequestToken = required(root, 'ClientRequestToken');
  if (clientRequestToken.length > 64) throw invalidRequest('ClientRequestToken has 1 to 64 characters');
  return {
    clientRequestToken,
    priority,
    roleArn,
    // Without it the documentation of the CLI says that a job stays suspended until somebody confirms it.
    confirmationRequired: booleanOf(childText(root, 'ConfirmationRequired') ?? 'true', 'ConfirmationRequired'),
    operation,
    objects: readObjects(child(root, 'Manifest'), child(root, 'ManifestGenerator')),
    tags: readTags(child(root, 'Tags')),
    echo: echoOf(root),
    ...(description === undefined ? {} : { description }),
    ...(report === undefined ? {} : { report }),
  };
}

function readOperation(operation: XmlElement | undefined): JobOperation {
  const chosen = operation?.children[0];
  if (operation === undefined || chosen === undefined || operation.children.length !== 1) {
    throw invalidRequest('Exactly one operation is required');
  }
  if (chosen.name === 'S3ReplicateObject') return { kind: 'S3ReplicateObject' };
  if (chosen.name === 'S3PutObjectCopy') return { kind: 'S3PutObjectCopy', copy: readCopy(chosen) };
  throw notEmulated(`The operation ${chosen.name}`);
}

function readReport(report: XmlElement | undefined): ReportOrder | undefined {
  if (report === undefined) throw invalidRequest('Report is required');
  allowOnly(report, ['Bucket', 'Format', 'Enabled', 'Prefix', 'ReportScope', 'ExpectedBucketOwner']);
  if (!booleanOf(required(report, 'Enabled'), 'Enabled')) return undefined;
  const format = required(report, 'Format');
  if (format !== 'Report_CSV_20180820') throw invalidRequest(`The report format ${format} does not exist`);
  const scope = required(report, 'ReportScope');
  if (scope !== 'AllTasks' && scope !== 'FailedTasksOnly')
    throw invalidRequest(`The report scope ${scope} does not exist`);
  const expectedOwner = childText(report, 'ExpectedBucketOwner');
  const prefix = childText(report, 'Prefix') ?? '';
  if (prefix.length > REPORT_PREFIX_MAX) throw invalidRequest(`Report Prefix has 1 to ${REPORT_PREFIX_MAX} characters`);
  return {
    bucket: bucketOfArn(required(report, 'Bucket'), 'Report Bucket'),
    prefix,
    failedTasksOnly: scope === 'FailedTasksOnly',
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
  };
}

function readObjects(manifest: XmlElement | undefined, generator: XmlElement | undefined): ObjectList {
  if (manifest !== undefined && generator === undefined) return { kind: 'supplied', manifest: readManifest(manifest) };
  if (manifest === undefined && generator !== undefined) {
    return { kind: 'generated', generator: readGenerator(generator) };
  }
  throw invalidRequest('Exactly one of Manifest and ManifestGenerator is required');
}

const FIELDS = ['Ignore', 'Bucket', 'Key', 'VersionId'];

function readManifest(manifest: XmlElement): SuppliedManifest {
  const spec = child(manifest, 'Spec');
  const location = child(manifest, 'Location');
  if (spec === undefined || location === undefined) throw invalidRequest('Manifest needs Spec and Location');
  const format = required(spec, 'Format');
  if (format !== 'S3BatchOperations_CSV_20180820' && format !== 'S3InventoryReport_CSV_20161130') {
    throw invalidRequest(`The manifest format ${format} cannot be supplied`);
  }
  const fields = members(child(spec, 'Fields'));
  const unknown = fields.find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw invalidRequest(`The manifest field ${unknown} does not exist`);
  if (format === 'S3BatchOperations_CSV_20180820' && (!fields.includes('Bucket') || !fields.includes('Key'))) {
    throw invalidRequest('Fields of a CSV manifest name Bucket and Key');
  }
  const [, bucket, key] = /^arn:aws[a-z-]*:s3:::([^/]+)\/(.+)$/s.exec(required(location, 'ObjectArn')) ?? [];
  if (bucket === undefined || key === undefined) throw invalidRequest('Invalid manifest object ARN');
  const versionId = childText(location, 'ObjectVersionId');
  return {
    format,
    fields,
    bucket,
    key,
    etag: required(location, 'ETag').replace(/^"(.*)"$/, '$1'),
    ...(versionId === undefined ? {} : { versionId }),
  };
}

function readGenerator(union: XmlElement): ManifestGenerator {
  const generator = child(union, 'S3JobManifestGenerator');
  if (generator === undefined || union.children.length !== 1)
    throw invalidRequest('ManifestGenerator holds S3JobManifestGenerator');
  allowOnly(generator, [
    'ExpectedBucketOwner',
    'SourceBucket',
    'ManifestOutputLocation',
    'Filter',
    'EnableManifestOutput',
  ]);
  const expectedOwner = childText(generator, 'ExpectedBucketOwner');
  const keep = booleanOf(required(generator, 'EnableManifestOutput'), 'EnableManifestOutput');
  const output = child(generator, 'ManifestOutputLocation');
  if (keep && output === undefined) throw invalidRequest('EnableManifestOutput needs ManifestOutputLocation');
  return {
    sourceBucket: bucketOfArn(required(generator, 'SourceBucket'), 'SourceBucket'),
    filter: readFilter(child(generator, 'Filter')),
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
    ...(keep && output !== undefined ? { output: readOutput(output) } : {}),
  };
}

function readOutput(output: XmlElement): NonNullable<ManifestGenerator['output']> {
  allowOnly(output, [
    'ExpectedManifestBucketOwner',
    'Bucket',
    'ManifestPrefix',
    'ManifestEncryption',
    'ManifestFormat',
  ]);
  const encryption = child(output, 'ManifestEncryption');
  if (encryption !== undefined && child(encryption, 'SSE-S3') === undefined) {
    throw notEmulated('A generated manifest under SSE-KMS');
  }
  const format = required(output, 'ManifestFormat');
  if (format !== 'S3InventoryReport_CSV_20211130') throw invalidRequest(`A manifest cannot be generated as ${format}`);
  const expectedOwner = childText(output, 'ExpectedManifestBucketOwner');
  return {
    bucket: bucketOfArn(required(output, 'Bucket'), 'ManifestOutputLocation Bucket'),
    prefix: (childText(output, 'ManifestPrefix') ?? '').replace(/\/$/, ''),
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
  };
}

/** @throws ServiceError `InvalidTag` */
export function readTags(list: XmlElement | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of list === undefined ? [] : childrenNamed(list, 'member')) {
    const key = childText(tag, 'Key') ?? '';
    const value = childText(tag, 'Value') ?? '';
    if (key === '' || key.length > 128 || value.length > 256 || tags.has(key) || key.startsWith('aws:')) {
      throw new ServiceError(400, 'InvalidTag', `The tag ${key} cannot be set`);
    }
    tags.set(key, value);
  }
  if (tags.size > TAGS_MAX) throw new ServiceError(400, 'TooManyTags', `A job has ${TAGS_MAX} tags at most`);
  return tags;
}

const ECHOED = ['Operation', 'Manifest', 'ManifestGenerator', 'Report'];

function echoOf(root: XmlElement): Markup {
  return root.children
    .filter(({ name }) => ECHOED.includes(name))
    .map(markupOf)
    .join('') as Markup;
}

function markupOf({ name, children, text }: XmlElement): Markup {
  return element(name, children.length > 0 ? children.map(markupOf) : escaped(text));
}
