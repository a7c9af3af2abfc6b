// The Data Catalog of Glue: databases, and tables over objects of S3.

export interface GlueDatabase {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** In lower case, as Glue keeps it. */
  readonly name: string;
  readonly createdMs: number;
  readonly tags: Map<string, string>;
  /** As it was given. */
  input: Readonly<Record<string, unknown>>;
}

export interface GlueColumn {
  readonly Name: string;
  /** Of Hive, for example `string`. */
  readonly Type?: string | undefined;
  readonly Comment?: string | undefined;
  readonly Parameters?: Readonly<Record<string, string>> | undefined;
}

/** As it was given; what only is kept has no name here. */
export interface GlueTableInput {
  readonly Name: string;
  readonly StorageDescriptor?:
    | {
        readonly Columns?: readonly GlueColumn[] | undefined;
        readonly Location?: string | undefined;
        readonly InputFormat?: string | undefined;
        readonly OutputFormat?: string | undefined;
        readonly SerdeInfo?:
          | {
              readonly SerializationLibrary?: string | undefined;
              readonly Parameters?: Readonly<Record<string, string>> | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly TableType?: string | undefined;
  readonly PartitionKeys?: readonly GlueColumn[] | undefined;
  readonly Parameters?: Readonly<Record<string, string>> | undefined;
}

export interface GlueTable {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly databaseName: string;
  /** In lower case, as Glue keeps it. */
  readonly name: string;
  readonly createdMs: number;
  readonly createdBy: string;
  updatedMs: number;
  versionId: number;
  input: GlueTableInput;
}
