// A topic of SNS. Nothing is published to it, and nobody subscribes.

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
}
