// A standard queue of SQS, the messages in it, and tasks that move messages out of dead-letter queues.

export interface Queue {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  readonly tags: Map<string, string>;
  /** Only those that were set, as they were given; `Policy` and `RedrivePolicy` among them. */
  readonly attributes: Map<string, string>;
  modifiedMs: number;
  purgedMs?: number;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** In base64. */
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender says. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  readonly groupId?: string;
}

export interface QueuedMessage extends MessageContent {
  readonly messageId: string;
  readonly senderId: string;
  readonly sentMs: number;
  /** Until then it is delayed, or in flight. */
  visibleMs: number;
  receiveCount: number;
  /** Whether somebody has it, as long as it is not visible. */
  isReceived: boolean;
  firstReceivedMs?: number;
  /** Of a message in a dead-letter queue: where it came from. */
  deadLetterSourceArn?: string;
}

/** By message id, in the order in which they came. */
export type QueueMessages = Map<string, QueuedMessage>;

/** What StartMessageMoveTask began. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  /** Absent: each message goes back to where it came from. */
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly startedMs: number;
  readonly toMove: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  failureReason?: string;
}
