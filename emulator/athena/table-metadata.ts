// What Athena tells of a table: that of Glue, in the words of Hive.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { notAuthorized, isCallerAllowed } from '../iam/access/caller-permission';
import { arnHere, authorize, readInput } from '../monitoring/monitoring-call';
import type { GlueColumn, GlueTable } from '../world/serverless/glue-catalog';
import { seconds, type Answer, type AthenaCall, type AthenaOperations } from './athena-call';

export const METADATA_OPERATIONS: AthenaOperations = { GetTableMetadata: getTableMetadata };

/** Reads the catalog of Glue with the permissions of whoever asks. */
function getTableMetadata(call: AthenaCall): Answer {
  const { world, request } = call;
  const { CatalogName, DatabaseName, TableName } = readInput(
    call,
    z.strictObject({
      CatalogName: z.string().min(1).max(256),
      DatabaseName: z.string().min(1).max(128),
      TableName: z.string().min(1).max(128),
      // For catalogs of IAM Identity Center, which are not emulated.
      WorkGroup: z.string().min(1).max(128).optional(),
    }),
  );
  if (CatalogName.toLowerCase() !== 'awsdatacatalog') throw notEmulated(`The catalog ${CatalogName}`);
  authorize(call, 'athena:GetTableMetadata', arnHere(call, 'athena', `datacatalog/${CatalogName}`));
  const database = DatabaseName.toLowerCase();
  const arn = arnHere(call, 'glue', `table/${database}/${TableName.toLowerCase()}`);
  for (const resource of [arnHere(call, 'glue', 'catalog'), arnHere(call, 'glue', `database/${database}`), arn])
    if (!isCallerAllowed(world, request, 'glue:GetTable', resource))
      throw metadataFault(notAuthorized(request, 'glue:GetTable', resource));
  const found = world.glueTables.get(arn);
  if (found === undefined) throw metadataFault('EntityNotFoundException: Entity Not Found');
  return { TableMetadata: told(found) };
}

function metadataFault(message: string): ServiceError {
  return new ServiceError(400, 'MetadataException', message, { Message: message });
}

function told({ name, createdMs, input }: GlueTable): Answer {
  const { StorageDescriptor: storage = {}, PartitionKeys: keys = [], Parameters: parameters = {} } = input;
  const { Location, InputFormat, OutputFormat, SerdeInfo: serde = {} } = storage;
  const ofSerde = Object.entries(serde.Parameters ?? {}).map(([key, value]) => [`serde.param.${key}`, value] as const);
  const ofStorage = { location: Location, inputformat: InputFormat, outputformat: OutputFormat };
  const formats = { ...ofStorage, 'serde.serialization.lib': serde.SerializationLibrary };
  return {
    Name: name,
    CreateTime: seconds(createdMs),
    LastAccessTime: 0,
    TableType: input.TableType ?? '',
    Columns: (storage.Columns ?? []).map(column),
    PartitionKeys: keys.map(column),
    Parameters: { ...parameters, ...Object.fromEntries(ofSerde), ...formats },
  };
}

function column({ Name, Type, Comment }: GlueColumn): Answer {
  return { Name: Name.toLowerCase(), Type, Comment };
}
