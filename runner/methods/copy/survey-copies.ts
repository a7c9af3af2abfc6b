// Counts what a plan would copy: walks over both sides and decides, and sends nothing.
import type { Arriving, CopiedGroup, NotCopied, SurveyEvent, UnknownFate } from '../../events/estimate-events';
import type { Engine } from '../../ports/engine';
import { exactly, type EstimatedAmount } from '../../text/interval';
import { folderOf, OTHER_PREFIXES } from '../../text/key-folder';
import { isArchivedClass } from '../../replication/archived-classes';
import { defined } from '../../text/defined';
import { decide } from './engine/decide';
import type { CopyPlan, CopyRequest, PlannedCopy } from './plan-copies';
import { selecting } from './selecting';
import { pairsOfKeys } from './walk/pairs-of-keys';
import { Part, type Span } from './walk/part';
import { walk, type Walked } from './walk/walk';

const MOST_FOLDERS = 200;

interface Amount {
  versions: number;
  bytes: number;
}

class Amounts<Name extends string> {
  readonly #amounts = new Map<Name, Amount>();

  add(name: Name, bytes: number): void {
    const known = this.#amounts.get(name);
    if (known === undefined) this.#amounts.set(name, { versions: 1, bytes });
    else {
      known.versions += 1;
      known.bytes += bytes;
    }
  }

  has(name: Name): boolean {
    return this.#amounts.has(name);
  }

  get size(): number {
    return this.#amounts.size;
  }

  total(): Amount {
    const all = [...this.#amounts.values()];
    return {
      versions: all.reduce((sum, { versions }) => sum + versions, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  list(): readonly (readonly [Name, EstimatedAmount])[] {
    return [...this.#amounts]
      .sort(([, a], [, b]) => b.versions - a.versions)
      .map(([name, amount]) => [name, estimated(amount)]);
  }
}

function estimated({ versions, bytes }: Amount): EstimatedAmount {
  return { versions: exactly(versions), bytes: exactly(bytes) };
}

class CopySurvey {
  readonly #copied = new Amounts<string>();
  readonly #left = new Amounts<NotCopied['reason']>();
  readonly #open = new Amounts<UnknownFate['reason']>();
  readonly #folders = new Amounts<string>();
  readonly #arriving = new Map<string, Amounts<string>>();
  readonly #transfers: Amounts<string>[] = [];
  #listed = 0;

  begin(): Amounts<string> {
    const transfer = new Amounts<string>();
    this.#transfers.push(transfer);
    return transfer;
  }

  add(pair: Walked, request: CopyRequest, selects: ReturnType<typeof selecting>, transfer: Amounts<string>): void {
    const { source, rest } = pair;
    if (source === undefined) return;
    this.#listed += 1;
    const { sizeBytes, storageClass } = source;
    if (selects?.(source, rest) === false) {
      this.#left.add('not-selected', sizeBytes);
      return;
    }
    const decision = decide(pair, request.overwrite ?? 'different');
    if (decision.does === 'look') this.#open.add('not-comparable', sizeBytes);
    else if (decision.does === 'leave')
      this.#left.add(decision.why === 'same' ? 'there-already' : 'kept-as-it-is', sizeBytes);
    else if (isArchivedClass(storageClass) && request.restored !== true) this.#left.add('archived-source', sizeBytes);
    else {
      this.#copied.add(storageClass, sizeBytes);
      transfer.add('', sizeBytes);
      const folder = folderOf(source.key, request.from.prefix);
      this.#folders.add(
        this.#folders.has(folder) || this.#folders.size < MOST_FOLDERS ? folder : OTHER_PREFIXES,
        sizeBytes,
      );
      const classes = this.#arriving.get(request.to.bucket) ?? new Amounts<string>();
      this.#arriving.set(request.to.bucket, classes);
      classes.add(request.storageClass ?? storageClass, sizeBytes);
    }
  }

  event({ transfers }: CopyPlan): SurveyEvent {
    const copiedBy: CopiedGroup[] = [
      ...this.#folders.list().map(([name, amount]) => ({ by: 'prefix' as const, name, ...amount })),
      ...this.#copied.list().map(([name, amount]) => ({ by: 'storage-class' as const, name, ...amount })),
    ];
    const arriving: Arriving[] = [...this.#arriving].flatMap(([bucket, classes]) =>
      classes.list().map(([storageClass, amount]) => ({
        bucket,
        storageClass,
        kms: transfers.some(({ request }) => request.encryption?.algorithm.startsWith('aws:kms') === true),
        ...amount,
      })),
    );
    const [copied, left, open] = [this.#copied, this.#left, this.#open].map((one) => one.total()) as [
      Amount,
      Amount,
      Amount,
    ];
    return {
      kind: 'survey',
      how: 'listing',
      exact: this.#open.size === 0,
      basis: `both sides were listed: ${this.#listed} objects of the source`,
      seed: 0,
      listed: this.#listed,
      looked: 0,
      wholeBucket: transfers.some(({ request }) => request.from.prefix === '' && request.keys === undefined),
      fromBefore: 0,
      total: estimated({
        versions: copied.versions + left.versions + open.versions,
        bytes: copied.bytes + left.bytes + open.bytes,
      }),
      copied: estimated(copied),
      notCopied: this.#left.list().map(([reason, amount]) => ({ reason, ...amount })),
      unknown: this.#open.list().map(([reason, amount]) => ({ reason, ...amount })),
      copiedBy,
      arriving,
      byTransfer: transfers.flatMap(({ prefix }, index) => {
        const amount = this.#transfers[index]?.total();
        return amount === undefined || amount.versions === 0 ? [] : [{ ...defined({ prefix }), ...estimated(amount) }];
      }),
    };
  }
}

function pairsOf({ request }: PlannedCopy, { aws }: Engine): AsyncIterable<readonly Walked[]> {
  const { from, to, keys } = request;
  const sides = { copying: aws.copying, from, to };
  const begin = (span: Span): Part => new Part(span, () => undefined);
  return keys === undefined ? walk([begin({})], { ...sides, begin }) : pairsOfKeys(keys, [begin({})], sides);
}

/** @throws RunnerError when a side cannot be listed */
export async function surveyCopies(plan: CopyPlan, engine: Engine): Promise<SurveyEvent> {
  const survey = new CopySurvey();
  for (const planned of plan.transfers) {
    const transfer = survey.begin();
    const selects = selecting(planned.request.selection);
    for await (const pairs of pairsOf(planned, engine))
      for (const pair of pairs) {
        survey.add(pair, planned.request, selects, transfer);
        pair.part.settle(pair.step, {});
      }
  }
  return survey.event(plan);
}
