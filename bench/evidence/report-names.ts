export const JOB_ID = '0f0e0d0c-0b0a-4908-8706-050403020100';
export const REPORT_BUCKET = 'bench-reports';
