// What Lambda gives a function and takes from it, as far as ours go.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html

export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** `SentTimestamp`: milliseconds since 1970. */
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string };
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

export interface LambdaContext {
  readonly awsRequestId: string;
  /** `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME` */
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** An empty list: everything is done. A throw, or another form, brings all messages back. */
export interface Answer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** One call of a function. */
export interface Invocation {
  readonly requestId: string;
  /** Until Lambda ends the function. */
  readonly remainingMs: () => number;
  /** One line of the log; never what an object holds, nor its key. */
  readonly log: (line: Readonly<Record<string, string | number>>) => void;
}
