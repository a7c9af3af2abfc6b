// The user's own prices: `--prices FILE`.
import { readJson } from '../text/read-json';
import { installedPage } from '../../docs/installed-page';
import * as z from 'zod';
import { RunnerError } from '../ports/errors';
import { visible } from '../text/safe-text';
import type { PriceItem } from '../events/estimate-events';
import type { Price } from './prices';
import { schemaFaults } from '../text/schema-faults';

const ITEMS = [
  'job',
  'task',
  'manifest-object',
  'put',
  'get',
  'transfer',
  'retrieval',
  'restore-request',
  'kms-request',
  'storage-month',
  'datasync-gib',
  'datasync-execution',
  'inventory-object',
  'sqs-request',
  'lambda-request',
  'lambda-gb-second',
  'athena-gb',
] as const satisfies readonly PriceItem[];
const WITH_CLASS: readonly string[] = ['put', 'storage-month', 'restore-request'];
/** With a class, those that have one. */
const MAY_HAVE_CLASS: readonly string[] = [...WITH_CLASS, 'retrieval'];
const WITH_TIER: readonly string[] = ['restore-request', 'retrieval'];

const PRICE = z
  .strictObject({
    item: z.enum(ITEMS),
    region: z.string().min(1),
    toRegion: z.string().exactOptional(),
    storageClass: z.string().exactOptional(),
    tier: z.enum(['Bulk', 'Standard', 'Expedited']).exactOptional(),
    usd: z.number().nonnegative(),
    per: z.number().positive(),
    date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date like 2026-01-31'),
    source: z.string().min(1),
  })
  .superRefine((price, context) => {
    const hasClass = price.storageClass !== undefined;
    if (WITH_CLASS.includes(price.item) && !hasClass)
      context.addIssue({ code: 'custom', message: `${price.item} needs a storageClass` });
    if (hasClass && !MAY_HAVE_CLASS.includes(price.item))
      context.addIssue({ code: 'custom', message: `${price.item} has no storageClass` });
    if (price.tier !== undefined && !WITH_TIER.includes(price.item))
      context.addIssue({ code: 'custom', message: `${price.item} has no tier` });
    if (price.toRegion !== undefined && price.item !== 'transfer')
      context.addIssue({ code: 'custom', message: `${price.item} has no toRegion` });
  });

const FILE = z.strictObject({ version: z.literal(1), currency: z.literal('USD'), prices: z.array(PRICE) });

/** @throws RunnerError `usage`, naming every wrong field */
export function parsePrices(text: string, path: string): readonly Price[] {
  const hint = `the format is shown in ${installedPage('docs/runner.md', 'Your own prices')}`;
  const origin = `the price table '${visible(path)}'`;
  let value: unknown;
  try {
    value = readJson(text);
  } catch {
    throw new RunnerError('usage', `${origin} is no JSON`, hint);
  }
  const parsed = FILE.safeParse(value);
  if (parsed.success) return parsed.data.prices.map((price) => ({ ...price, verified: true }));
  throw new RunnerError('usage', `${origin} is not right: ${schemaFaults(parsed.error)}`, hint);
}
