// Queues of SQS, as the method that sends inventories to functions needs them. Numbers are approximate: SQS says them so.

export interface QueueDepth {
  /** Messages that wait. */
  readonly visible: number;
  /** Messages that somebody has received, and not deleted yet. */
  readonly inFlight: number;
  readonly delayed: number;
}

/** How a queue is set up. */
export interface QueueView {
  readonly arn: string;
  /** JSON. @default - none */
  readonly policy?: string;
  /** ARN of the queue that takes what was given up. @default - nothing is given up */
  readonly deadLetterArn?: string;
  /** Receives after which a message is given up. @default - nothing is given up */
  readonly mostReceives?: number;
  readonly visibilitySeconds: number;
  /** Key of KMS that its messages are encrypted with. @default - SQS's own, or none */
  readonly kmsKeyId?: string;
}

/** How far messages are that go back to where they came from. */
export interface MoveView {
  /** `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED` or `FAILED`. */
  readonly status: string;
  readonly moved: number;
  /** @default - it has not failed */
  readonly failure?: string;
}

/** Each is asked in the Region that its URL, or ARN, names. */
export interface Queues {
  /** @throws RunnerError `not-found` */
  depth(queueUrl: string): Promise<QueueDepth>;
  /** @throws RunnerError `not-found` */
  queue(queueUrl: string): Promise<QueueView>;
  send(queueUrl: string, body: string): Promise<void>;
  /** Bodies of at most `most` messages, which are received for that, and let go of at once. */
  peek(queueUrl: string, most: number): Promise<readonly string[]>;
  /** Forgets every message; SQS takes it once a minute. */
  purge(queueUrl: string): Promise<void>;
  /** Lets all dead letters go back to where they came from; that somebody has begun it before is no error. */
  redrive(deadQueueArn: string): Promise<void>;
  /** The last time that they went back; undefined: they never did. */
  lastMove(deadQueueArn: string): Promise<MoveView | undefined>;
}
