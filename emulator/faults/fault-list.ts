// The faults that are in force, and which of them a request meets.
import { matches, patternOf } from '../iam/policy-language/wildcard';
import type { Fault, FaultError, Reset } from './fault';

/** What faults look at. */
export interface FaultTarget {
  /** `s3:GetObject` */
  readonly operation: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly accessKeyId: string;
}

/** What becomes of a request that meets faults. */
export interface FaultEffect {
  readonly faultIds: readonly string[];
  readonly latencyMs: number;
  /** At most one of the three: of several faults the oldest that has one decides. */
  readonly error?: FaultError;
  readonly errorStatus?: 200;
  readonly reset?: Reset;
  readonly truncateToBytes?: number;
}

/** A fault in force, and what it has done. */
export interface ListedFault extends Fault {
  readonly id: string;
  /** Requests that it looked at and that fit its conditions. */
  readonly seen: number;
  /** Requests that it met. */
  readonly met: number;
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  seen: number;
  met: number;
  /** Requests that may pass now without exceeding the rate. */
  allowance: number;
  countedMs: number;
}

export class FaultList {
  private entries: Entry[] = [];
  private count = 0;

  /**
   * @param random - decides about probabilities
   * @param now - milliseconds, for rates
   */
  constructor(
    private readonly random: () => number,
    private readonly now: () => number,
  ) {}

  /** @returns its id */
  add(fault: Fault): string {
    const id = `fault-${++this.count}`;
    const allowance = Math.max(1, fault.perSecond ?? 0);
    this.entries.push({ id, fault, seen: 0, met: 0, allowance, countedMs: this.now() });
    return id;
  }

  list(): readonly ListedFault[] {
    return this.entries.map(({ id, fault, seen, met }) => ({ id, ...fault, seen, met }));
  }

  /** @returns whether there was such a fault */
  remove(id: string): boolean {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return this.entries.length < before;
  }

  clear(): void {
    this.entries = [];
  }

  /** What goes wrong with this request; undefined if nothing does. */
  effectOn(target: FaultTarget): FaultEffect | undefined {
    if (this.entries.length === 0) return undefined;
    const met = this.entries.filter((entry) => isAimedAt(entry.fault, target) && this.isDue(entry));
    if (met.length === 0) return undefined;
    const latencyMs = met.reduce((sum, { fault }) => sum + (fault.latencyMs ?? 0), 0);
    return { faultIds: met.map(({ id }) => id), latencyMs, ...met.map(({ fault }) => effectOf(fault)).find(hasEffect) };
  }

  private isDue(entry: Entry): boolean {
    const { after, times, probability, perSecond } = entry.fault;
    entry.seen++;
    if (entry.seen <= after || (times !== undefined && entry.met >= times)) return false;
    if (perSecond !== undefined && this.isWithin(entry, perSecond)) return false;
    if (probability < 1 && this.random() >= probability) return false;
    entry.met++;
    return true;
  }

  /** A bucket of tokens that holds those of one second. */
  private isWithin(entry: Entry, perSecond: number): boolean {
    const now = this.now();
    const most = Math.max(1, perSecond);
    entry.allowance = Math.min(most, entry.allowance + ((now - entry.countedMs) / 1000) * perSecond);
    entry.countedMs = now;
    if (entry.allowance < 1) return false;
    entry.allowance--;
    return true;
  }
}

function isAimedAt({ operation, bucket, keyPrefix, accessKeyId }: Fault, target: FaultTarget): boolean {
  return (
    matches(patternOf(operation), target.operation) &&
    (bucket === undefined || matches(patternOf(bucket), target.bucket ?? '')) &&
    (keyPrefix === undefined || target.key?.startsWith(keyPrefix) === true) &&
    (accessKeyId === undefined || accessKeyId === target.accessKeyId)
  );
}

function effectOf(fault: Fault): Pick<FaultEffect, 'error' | 'errorStatus' | 'reset' | 'truncateToBytes'> {
  const { error, errorStatus, reset, truncateToBytes, perSecond, latencyMs } = fault;
  if (error !== undefined) return { error, ...(errorStatus === undefined ? {} : { errorStatus }) };
  if (reset !== undefined) return { reset };
  if (truncateToBytes !== undefined) return { truncateToBytes };
  return perSecond !== undefined && latencyMs === undefined ? { error: 'SlowDown' } : {};
}

function hasEffect(effect: object): boolean {
  return Object.keys(effect).length > 0;
}
