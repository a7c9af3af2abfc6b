// A part of the keys on both sides, and how far it is: up to which key everything is settled, whatever order that happened in.
import { compareKeys } from '../../../text/key-order';
import type { CopyCounts } from '../journal/copy-counts';

/** What follows the prefix in a key, behind `after` and up to `until`. */
export interface Span {
  /** @default - from the first key */
  readonly after?: string;
  /** @default - up to the last key */
  readonly until?: string;
}

/** One key that was walked over. */
export interface Step {
  readonly rest: string;
  /** Absent: it is not settled yet. */
  amount?: Partial<CopyCounts>;
}

/** Steps that are settled are forgotten once so many have gathered. */
const MOST_PASSED = 1_024;

export class Part {
  /** Everything up to here is settled. */
  #after: string | undefined;
  #until: string | undefined;
  #steps: Step[] = [];
  /** Steps that were counted already. */
  #passed = 0;
  #walked = false;
  #last: string | undefined;

  /** @param commit counts what is settled, with everything before it */
  constructor(
    { after, until }: Span,
    private readonly commit: (amount: Partial<CopyCounts>) => void,
  ) {
    this.#after = after;
    this.#until = until;
  }

  get after(): string | undefined {
    return this.#after;
  }

  get until(): string | undefined {
    return this.#until;
  }

  /** The last key that was walked over. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Whether all of it is settled. */
  get isOver(): boolean {
    return this.#walked && this.#passed === this.#steps.length;
  }

  holds(rest: string): boolean {
    return this.#until === undefined || compareKeys(rest, this.#until) <= 0;
  }

  /** @param rest the next key, in S3's order */
  step(rest: string): Step {
    const step: Step = { rest };
    this.#steps.push(step);
    this.#last = rest;
    return step;
  }

  settle(step: Step, amount: Partial<CopyCounts>): void {
    step.amount = amount;
    for (let first = this.#steps[this.#passed]; first?.amount !== undefined; first = this.#steps[this.#passed]) {
      this.commit(first.amount);
      this.#after = first.rest;
      this.#passed += 1;
    }
    if (this.#passed < MOST_PASSED) return;
    this.#steps = this.#steps.slice(this.#passed);
    this.#passed = 0;
  }

  /** @param rest behind which another part begins; behind the last key that was walked over */
  cutAt(rest: string): void {
    this.#until = rest;
  }

  /** Nothing more is to come. */
  end(): void {
    this.#walked = true;
  }
}
