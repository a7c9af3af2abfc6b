// Rows of a completion report as they are kept, with the names that the report has for its columns.
import type { Cell, Column } from '../../../../evidence/kept/write-parquet';
import type { ParquetRow } from '../../../../evidence/parquet-rows';
import { isHttpStatus, type ReportRow, type WrittenRow } from '../report-rows';

export const TASK_COLUMNS: readonly Column[] = [
  { name: 'bucket', type: 'text' },
  /** Decoded, where it can be. */
  { name: 'key', type: 'text' },
  { name: 'version_id', type: 'text' },
  /** In S3's word: `succeeded` or `failed`. */
  { name: 'task_status', type: 'text' },
  { name: 'http_status_code', type: 'text' },
  { name: 'error_code', type: 'text' },
  { name: 'result_message', type: 'text' },
  /** Whether the key stands as it is written, since it is no URL encoding of UTF-8. */
  { name: 'undecoded', type: 'flag' },
];

export function taskRow({ columns, row }: WrittenRow): readonly Cell[] {
  const [bucket = '', , versionId = '', status = '', fifth = '', sixth = ''] = columns;
  const http = isHttpStatus(fifth) ? fifth : sixth;
  return [bucket, row.key, versionId, status, http, row.code, row.message, row.undecoded === true];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function taskIn(row: ParquetRow): ReportRow {
  const wentWell = row['task_status'] === 'succeeded' && !/^[1345]/.test(text(row['http_status_code']));
  return {
    bucket: text(row['bucket']),
    key: text(row['key']),
    versionId: text(row['version_id']),
    succeeded: wentWell && row['error_code'] === '',
    code: text(row['error_code']),
    message: text(row['result_message']),
    ...(row['undecoded'] === true ? { undecoded: true } : {}),
  };
}
