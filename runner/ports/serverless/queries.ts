// Queries over tables in S3, as the engine needs them. https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html

/** Where queries are run, and of which tables. */
export interface QueryPlace {
  readonly region: string;
  readonly workgroup: string;
  /** Of the Glue catalog of the account. */
  readonly database: string;
}

export interface Workgroup {
  readonly isEnabled: boolean;
  /** Bytes that one query may scan before it is stopped. @default - as many as there are */
  readonly cutoffBytes?: number;
  /** Whether it says itself where results go, or keeps them. */
  readonly hasResults: boolean;
  /** Where it says that they go. @default - it does not say it, or keeps them */
  readonly resultsLocation?: string;
  /** Whether it heeds nothing that a query says of its results. */
  readonly isEnforced: boolean;
}

export interface QueryTable {
  /** In their order, without those that it is partitioned by. */
  readonly columns: readonly string[];
  readonly partitionKeys: readonly string[];
  /** `s3://…`; empty: it has none. */
  readonly location: string;
  /** Class that finds its files. */
  readonly inputFormat: string;
  /** What else it says of itself, as Hive and Athena name it: `projection.enabled`, … */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface QueryOrder {
  readonly sql: string;
  /** 32 to 128 characters: the same order with the same token is one query. */
  readonly token: string;
  /** `s3://…`, where the workgroup does not say it. @default - the workgroup says it */
  readonly resultsLocation?: string;
}

export type QueryState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface QueryExecution {
  /** Undefined: one that this version does not know. */
  readonly state: QueryState | undefined;
  /** As Athena says it. */
  readonly word: string;
  /** Why it is in this state; empty: nothing was said. */
  readonly reason: string;
  readonly scannedBytes: number;
}

export interface QueryColumn {
  readonly name: string;
  /** Of Trino, for example `bigint`. */
  readonly type: string;
}

export interface ResultPage {
  readonly columns: readonly QueryColumn[];
  /** Without the names of the columns. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Where the next page begins. @default - there is none */
  readonly next?: string;
}

export interface Queries {
  /** Undefined: there is none of this name. */
  workgroup(place: QueryPlace): Promise<Workgroup | undefined>;
  /** Undefined: there is none of this name, or no such database. */
  table(place: QueryPlace, name: string): Promise<QueryTable | undefined>;
  /** @returns the id of the query */
  start(place: QueryPlace, order: QueryOrder): Promise<string>;
  execution(place: QueryPlace, id: string): Promise<QueryExecution>;
  /** @param from where the page begins. @default - the first */
  results(place: QueryPlace, id: string, from?: string): Promise<ResultPage>;
  /** Ends a query, even while the program is being interrupted. */
  stop(place: QueryPlace, id: string): Promise<void>;
}
