// How long the oldest message of the workers has waited. SQS says that to CloudWatch alone, once a minute: to look at messages would count as
// receiving them, and what is received too often is given up.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { queueInUrl } from '../../../text/arn';
import { duration } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import type { RunRecord } from './run-record';

/** Between two questions. */
const ASK_MS = 60_000;
/** An older value tells nothing of now. */
const MINUTES = 15;

const UNKNOWN = 'how long the oldest of them has waited is not known';

export class OldestMessage {
  #askedMs = -Infinity;
  #text: string | undefined;
  #isDenied = false;

  constructor(
    private readonly record: RunRecord,
    private readonly engine: Engine,
  ) {}

  /** In words; undefined: it was said before that nobody may ask. */
  async text(): Promise<string | undefined> {
    const nowMs = this.engine.clock.now();
    if (this.#isDenied) return undefined;
    if (nowMs - this.#askedMs < ASK_MS) return this.#text;
    this.#askedMs = nowMs;
    this.#text = await this.#ask(nowMs);
    return this.#text;
  }

  async #ask(endMs: number): Promise<string> {
    const { aws } = this.engine;
    const queueName = queueInUrl(this.record.needs.copyQueueUrl)?.name;
    if (queueName === undefined) return UNKNOWN;
    try {
      const seconds = await aws.metrics.oldestMessage({ queueName, region: aws.region, endMs, minutes: MINUTES });
      return seconds === undefined
        ? `${UNKNOWN}: CloudWatch has no value of the last ${MINUTES} minutes`
        : `the oldest of them, of whichever run, has waited ${duration(seconds)}, by what CloudWatch heard last`;
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      this.#isDenied = true;
      return `${UNKNOWN}: ${visible(error.message)}`;
    }
  }
}
