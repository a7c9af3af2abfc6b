// Functions of Lambda and what calls them, as the method needs them that has functions copy.

export interface FunctionView {
  readonly name: string;
  /** `Active`, `Pending`, `Inactive`, `Failed`. */
  readonly state: string;
  /** `Successful`, `InProgress`, `Failed`. */
  readonly lastUpdate: string;
  /** Why one of both is as it is. @default - Lambda does not say */
  readonly reason?: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** `nodejs22.x`, for example. */
  readonly runtime: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** An event source mapping: what reads a queue for a function. */
export interface MappingView {
  readonly id: string;
  readonly sourceArn: string;
  /** `Enabled`, `Disabled`, and what lies between. */
  readonly state: string;
  readonly batchSize: number;
  /** @default - as many as Lambda likes */
  readonly maximumConcurrency?: number;
  readonly reportsItemFailures: boolean;
  /** What Lambda says of its last look into the queue. @default - nothing */
  readonly lastResult?: string;
}

/** A rule of EventBridge. */
export interface EventRuleView {
  readonly name: string;
  /** `ENABLED`, `DISABLED`, or another that AWS has added. */
  readonly state: string;
  /** JSON. @default - it has a schedule */
  readonly pattern?: string;
  /** ARNs of what it sends to. */
  readonly targets: readonly string[];
}

/** All are in the Region that is asked. */
export interface Functions {
  /** @throws RunnerError `not-found` */
  describe(name: string): Promise<FunctionView>;
  mappings(name: string): Promise<readonly MappingView[]>;
  enable(mappingId: string, isEnabled: boolean): Promise<void>;
  /** @throws RunnerError `not-found` */
  rule(name: string): Promise<EventRuleView>;
}
