// A topic of SNS. Nobody subscribes; what EventBridge has published is kept.

export interface Topic {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly tags: Map<string, string>;
  displayName: string;
  /** Share of deliveries that are logged, in percent, by the name of the attribute. */
  readonly sampleRates: Map<string, string>;
  /** Text of the policy; SNS keeps it as it was given. */
  policy: string;
  /** The last messages, the newest at the end. @default - none was published */
  messages?: TopicMessage[];
}

export interface TopicMessage {
  readonly atMs: number;
  readonly message: string;
}
