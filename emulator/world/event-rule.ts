// A rule of EventBridge on the default event bus, and what it sends events to.

export interface EventTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string | undefined;
  readonly InputPath?: string | undefined;
  /** The queue for events that could not be delivered. */
  readonly DeadLetterConfig?: { readonly Arn: string } | undefined;
  /** Kept and told: what cannot be delivered is not tried again. */
  readonly RetryPolicy?: Readonly<Record<string, number | undefined>> | undefined;
}

export interface EventRule {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly tags: Map<string, string>;
  /** By id. */
  readonly targets: Map<string, EventTarget>;
  pattern: string;
  state: 'ENABLED' | 'DISABLED';
  description?: string;
}
