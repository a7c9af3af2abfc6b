// A function of Lambda, what reads a queue for it, and what it has written to its log.

export interface LambdaFunction {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly tags: Map<string, string>;
  /** Statements of its resource policy by id, each as JSON. */
  readonly statements: Map<string, string>;
  settings: FunctionSettings;
  code: FunctionCode;
  /** Changes with every update. */
  revisionId: string;
  modifiedMs: number;
  /** Absent: as many at once as the account may. */
  reservedConcurrency?: number;
  recursiveLoop?: 'Allow' | 'Terminate';
}

export interface FunctionSettings {
  readonly roleArn: string;
  readonly runtime: string;
  /** For example `index.handler`. */
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly architecture: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly tracing: string;
  readonly storageMegabytes: number;
  readonly logging: Readonly<Record<string, string>>;
  readonly kmsKeyArn?: string;
}

export interface FunctionCode {
  /** In base64, as Lambda tells it; `world.functionCode` has the archive under it. */
  readonly sha256: string;
  readonly size: number;
}

export interface EventSourceMapping {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly queueArn: string;
  readonly tags: Map<string, string>;
  functionArn: string;
  batchSize: number;
  windowSeconds: number;
  isEnabled: boolean;
  reportsItemFailures: boolean;
  /** Absent: as many as the function may. */
  maximumConcurrency?: number;
  modifiedMs: number;
  lastResult: string;
}

export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}
