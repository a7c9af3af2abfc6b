// Configurations of which a bucket can have several, each with an id: inventory, metrics, analytics, Intelligent-Tiering.
import { ServiceError, type ServiceResponse } from '../../http/service';
import { element, leaf, parseXml, xmlDocument, type Markup } from '../../http/xml';
import { invalidArgument, malformedXml } from '../operation/faults';
import { NO_CONTENT, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { checkNamedConfiguration } from './schemas/named-configurations';

interface NamedKind {
  readonly subResource: string;
  readonly rootElement: string;
  /** IAM actions are `s3:Get<action>` and `s3:Put<action>`. */
  readonly action: string;
}

const NAMED_KINDS: readonly NamedKind[] = [
  { subResource: 'inventory', rootElement: 'InventoryConfiguration', action: 'InventoryConfiguration' },
  { subResource: 'metrics', rootElement: 'MetricsConfiguration', action: 'MetricsConfiguration' },
  { subResource: 'analytics', rootElement: 'AnalyticsConfiguration', action: 'AnalyticsConfiguration' },
  {
    subResource: 'intelligent-tiering',
    rootElement: 'IntelligentTieringConfiguration',
    action: 'IntelligentTieringConfiguration',
  },
];

function documentName({ subResource }: NamedKind, id: string): string {
  return `${subResource}/${id}`;
}

function requireId({ request }: BucketCall): string {
  const id = request.query.get('id') ?? '';
  if (!/^[\w.-]{1,64}$/.test(id))
    throw invalidArgument('The configuration id must be 1 to 64 of a-z A-Z 0-9 - _ .', 'id', id);
  return id;
}

function get(call: BucketCall, kind: NamedKind): ServiceResponse {
  if (!call.request.query.has('id')) return list(call, kind);
  const document = call.bucket.documents.get(documentName(kind, requireId(call)));
  if (document === undefined) throw noSuchConfiguration();
  return xmlResponse(document);
}

function list({ bucket }: BucketCall, kind: NamedKind): ServiceResponse {
  const prefix = documentName(kind, '');
  const documents = [...bucket.documents]
    .filter(([name]) => name.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    // A declaration may stand only at the beginning of a document.
    .map(([, document]) => document.replace(/^\s*<\?xml[^>]*\?>/, '') as Markup);
  const result = element(`List${kind.rootElement}sResult`, [...documents, leaf('IsTruncated', false)], S3_NAMESPACE);
  return xmlResponse(xmlDocument(result));
}

function put(call: BucketCall, kind: NamedKind): ServiceResponse {
  const id = requireId(call);
  const document = call.request.body.toString('utf8');
  const root = parseXml(document);
  if (root.name !== kind.rootElement) throw malformedXml();
  checkNamedConfiguration(root, id);
  call.bucket.documents.set(documentName(kind, id), document);
  for (const told of call.world.configurationHooks) told(call.bucket, kind.subResource, id);
  return { status: 200 };
}

function remove(call: BucketCall, kind: NamedKind): ServiceResponse {
  if (!call.bucket.documents.delete(documentName(kind, requireId(call)))) throw noSuchConfiguration();
  return NO_CONTENT;
}

function noSuchConfiguration(): ServiceError {
  return new ServiceError(404, 'NoSuchConfiguration', 'The specified configuration does not exist.');
}

function operationsOf(kind: NamedKind): OperationTable {
  const { subResource, action } = kind;
  return {
    [`GET bucket ${subResource}`]: {
      on: 'bucket',
      actions: [`s3:Get${action}`],
      parameters: ['id', 'continuation-token'],
      handle: (call) => get(call, kind),
    },
    [`PUT bucket ${subResource}`]: {
      on: 'bucket',
      actions: [`s3:Put${action}`],
      parameters: ['id'],
      handle: (call) => put(call, kind),
    },
    [`DELETE bucket ${subResource}`]: {
      on: 'bucket',
      actions: [`s3:Put${action}`],
      parameters: ['id'],
      handle: (call) => remove(call, kind),
    },
  };
}

export const NAMED_DOCUMENT_OPERATIONS: OperationTable = Object.assign(
  {},
  ...NAMED_KINDS.map(operationsOf),
) as OperationTable;
