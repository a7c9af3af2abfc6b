// The definition of the state machine: one step of the function, then a wait, until the run is proven or has failed.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
import type { Handoff } from '../handoff';

export interface MachineParts {
  /** Of the integration with Lambda, in the partition of the stack. */
  readonly invokeArn: string;
  readonly functionArn: string;
  readonly handoff: Handoff;
  /** Further ones of `s3-backfill run`. */
  readonly flags: readonly string[];
  readonly startAfterSeconds: number;
  readonly pollSeconds: number;
  readonly timeoutSeconds: number;
}

/** What passes: of Lambda, and AWS's own trouble as the function throws it. */
const PASSING = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'AwsTrouble',
];
const TIMES = { IntervalSeconds: 30, MaxAttempts: 5, BackoffRate: 2 };

/** JSON, with Terraform's references in it. */
export function definitionOf(parts: MachineParts): string {
  const { invokeArn, functionArn, handoff, flags, startAfterSeconds, pollSeconds, timeoutSeconds } = parts;
  return JSON.stringify({
    Comment: 'What was in a bucket before its replication rule: s3-backfill run, step by step',
    StartAt: 'Let rules settle',
    TimeoutSeconds: timeoutSeconds,
    States: {
      'Let rules settle': { Type: 'Wait', Seconds: startAfterSeconds, Next: 'Step' },
      Step: {
        Type: 'Task',
        Resource: invokeArn,
        Parameters: { FunctionName: functionArn, Payload: { 'execution.$': '$$.Execution.Name', handoff, flags } },
        OutputPath: '$.Payload',
        Retry: [{ ErrorEquals: PASSING, ...TIMES }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Broken off' }],
        Next: 'How is it?',
      },
      'How is it?': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.state', StringEquals: 'proven', Next: 'Proven' },
          { Variable: '$.state', StringEquals: 'running', Next: 'Wait' },
        ],
        Default: 'Failed',
      },
      Wait: { Type: 'Wait', Seconds: pollSeconds, Next: 'Step' },
      Proven: { Type: 'Succeed' },
      Failed: { Type: 'Fail', ErrorPath: '$.outcome', CausePath: '$.summary' },
      'Broken off': { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause' },
    },
  });
}
