// Where jobs write, which every module has: the report bucket, one that is there or one to make, and the folders in it.
import type { Names, Precondition, StandIn } from './description';
import { attribute, raw, type Body, type Item } from './hcl-text';

export const MAKES_REPORTS = 'var.create_report_bucket != null';

export const REPORT_NAMES: Names = {
  backfill_reports_bucket: { name: 'reports', when: MAKES_REPORTS },
  backfill_reports_encryption: { name: 'reports', when: MAKES_REPORTS },
  backfill_reports_lifecycle: { name: 'reports', when: MAKES_REPORTS },
  backfill_reports_ownership: { name: 'reports', when: MAKES_REPORTS },
  'backfill_reports_public-access': { name: 'reports', when: MAKES_REPORTS },
  'backfill_reports_tls-only': { name: 'reports', when: MAKES_REPORTS },
  'backfill_reports_tls-only-policy': { name: 'reports', when: MAKES_REPORTS },
};

export const REPORT_STAND_INS: readonly StandIn[] = [
  [
    (key, value) => key === 'bucket' && value === '${var.create_report_bucket.name}',
    raw('var.create_report_bucket.name'),
  ],
  [(key) => key === 'force_destroy', raw('var.create_report_bucket.force_destroy')],
  [(key) => key === 'days', raw('var.create_report_bucket.expire_days')],
];

export const REPORT_LOCALS: Body = [reportBucketLocal(''), ...folderLocals('report'), ...folderLocals('manifest')];

/** What is missing is said once, by a precondition. @param missing stands where nothing is given */
export function reportBucketLocal(missing: string): Item {
  const given = `var.report_bucket == null ? "${missing}" : var.report_bucket`;
  return attribute(
    'report_bucket',
    raw(`var.create_report_bucket != null ? aws_s3_bucket.reports[0].bucket : ${given}`),
  );
}

/** A folder without a slash at its end, and with one: nothing, if there is no folder. */
export function folderLocals(of: string): Body {
  return [
    attribute(`${of}_prefix`, raw(`replace(var.${of}_prefix, "/\\\\/+$/", "")`)),
    attribute(`${of}_folder`, raw(`local.${of}_prefix == "" ? "" : "\${local.${of}_prefix}/"`)),
  ];
}

export const ONE_REPORT_BUCKET: Precondition = [
  '(var.report_bucket == null) != (var.create_report_bucket == null)',
  'exactly one of report_bucket and create_report_bucket is needed.',
];

export const NO_REPORTS_IN_THE_SOURCE: Precondition = [
  'try(coalesce(var.report_bucket, try(var.create_report_bucket.name, null)), "") != var.source_bucket',
  'reports in source_bucket would become objects of it: name another bucket for them.',
];

export const MANIFESTS_ARE_KEPT = 'local.manifest_prefix != ""';
