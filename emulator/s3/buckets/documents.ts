// Sub-resources of a bucket that are stored as they were put and come back the same, byte for byte.
import { ServiceError, type ServiceResponse } from '../../http/service';
import { parseXml } from '../../http/xml';
import { DOCUMENT_KINDS, type DocumentKind } from './document-kinds';
import { withIds } from './generated-ids';
import { parseDefaultEncryption } from '../versions/encryption';
import { malformedXml } from '../operation/faults';
import { NO_CONTENT, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';

function getDocument({ bucket }: BucketCall, kind: DocumentKind): ServiceResponse {
  const document = bucket.documents.get(kind.subResource);
  if (document !== undefined) return xmlResponse(document, lifecycleHeader(bucket.documents, kind));
  if ('document' in kind.absent) return xmlResponse(kind.absent.document);
  throw new ServiceError(404, kind.absent.code, kind.absent.message, { BucketName: bucket.name });
}

function putDocument(call: BucketCall, kind: DocumentKind): ServiceResponse {
  const { world, request, bucket } = call;
  const document = request.body.toString('utf8');
  const root = parseXml(document);
  const names = root.children.map(({ name }) => name);
  const isKnown = root.name === kind.rootElement && names.every((name) => kind.mayHold.includes(name));
  const isComplete = kind.mustHold === undefined || kind.mustHold.some((name) => names.includes(name));
  if (!isKnown || !isComplete) throw malformedXml();
  kind.check(root, { document, world, bucket });
  if (kind.subResource === 'encryption') {
    const home = `arn:${world.partition}:kms:${bucket.region}:${bucket.accountId}:`;
    bucket.defaultEncryption = parseDefaultEncryption(document, home);
  }
  const kept = kind.kept?.(root) ?? document;
  const { holders, idName } = kind.withIds ?? {};
  bucket.documents.set(
    kind.subResource,
    holders === undefined || idName === undefined ? kept : withIds(world, kept, holders, idName),
  );
  if (kind.subResource === 'lifecycle') {
    bucket.documents.set(MINIMUM_SIZE, request.headers[MINIMUM_SIZE] ?? 'all_storage_classes_128K');
  }
  return { status: kind.putStatus, headers: lifecycleHeader(bucket.documents, kind) };
}

/** A setting of the lifecycle configuration that travels in a header instead of the document. */
const MINIMUM_SIZE = 'x-amz-transition-default-minimum-object-size';

function lifecycleHeader(documents: ReadonlyMap<string, string>, kind: DocumentKind): Record<string, string> {
  const size = documents.get(MINIMUM_SIZE);
  return kind.subResource === 'lifecycle' && size !== undefined ? { [MINIMUM_SIZE]: size } : {};
}

function deleteDocument({ bucket }: BucketCall, kind: DocumentKind): ServiceResponse {
  bucket.documents.delete(kind.subResource);
  if (kind.subResource === 'encryption') delete bucket.defaultEncryption;
  return NO_CONTENT;
}

function operationsOf(kind: DocumentKind): OperationTable {
  const { subResource, action } = kind;
  const get: OperationTable = {
    [`GET bucket ${subResource}`]: {
      on: 'bucket',
      actions: [`s3:Get${action}`],
      handle: (call) => getDocument(call, kind),
    },
    [`PUT bucket ${subResource}`]: {
      on: 'bucket',
      actions: [`s3:Put${action}`],
      handle: (call) => putDocument(call, kind),
    },
  };
  if (!kind.deletable) return get;
  return {
    ...get,
    [`DELETE bucket ${subResource}`]: {
      on: 'bucket',
      actions: [subResource === 'website' ? 's3:DeleteBucketWebsite' : `s3:Put${action}`],
      handle: (call) => deleteDocument(call, kind),
    },
  };
}

export const DOCUMENT_OPERATIONS: OperationTable = Object.assign(
  {},
  ...DOCUMENT_KINDS.map(operationsOf),
) as OperationTable;
