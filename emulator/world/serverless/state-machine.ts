// State machines of Step Functions, and their executions.

export const STATES_SERVICE = 'states.amazonaws.com';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  readonly tags: Map<string, string>;
  /** Text of the definition, in Amazon States Language; it is kept as it was given. */
  definition: string;
  roleArn: string;
  revisionId: string;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly atMs: number;
  /** For example `TaskStateEntered`. */
  readonly type: string;
  /** Name of the field that holds them, and what it holds. */
  readonly details?: readonly [name: string, values: Readonly<Record<string, unknown>>];
}

/** One run of a machine, as the machine was when it began. */
export interface StateExecution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly accountId: string;
  readonly region: string;
  readonly definition: string;
  readonly roleArn: string;
  /** JSON. */
  readonly input: string;
  readonly startedMs: number;
  readonly events: HistoryEvent[];
  status: ExecutionStatus;
  stoppedMs?: number;
  /** JSON. */
  output?: string;
  error?: string;
  cause?: string;
  /** Where it is: the state, and what came into it. */
  at: { readonly state: string; readonly input: unknown };
}
