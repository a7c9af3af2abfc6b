// A rule of EventBridge on the default event bus, and what it sends events to. No event ever comes.

export interface EventTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string | undefined;
  readonly InputPath?: string | undefined;
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
