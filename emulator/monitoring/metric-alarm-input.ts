// The input of PutMetricAlarm, and the parts of it that other operations of CloudWatch share.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
import * as z from 'zod';
import { TAGS } from './resource-tags';

const NAME_MAX = 255;

export const ALARM_NAME = z.string().min(1).max(NAME_MAX);
export const STATISTIC = z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']);
export const NAMESPACE = z.string().max(NAME_MAX).regex(/^[^:]/);
export const DIMENSIONS = z
  .array(z.strictObject({ Name: z.string().min(1).max(NAME_MAX), Value: z.string().min(1).max(1024) }))
  .max(30);

const ACTIONS = z.array(z.string().min(1).max(1024)).max(5);
const COUNT = z.int().min(1);

/** Alarms on one metric and a fixed threshold; alarms on expressions, percentiles and anomalies are not emulated. */
export const PUT_METRIC_ALARM = z.strictObject({
  AlarmName: ALARM_NAME,
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: ACTIONS.default([]),
  AlarmActions: ACTIONS.default([]),
  InsufficientDataActions: ACTIONS.default([]),
  MetricName: z.string().min(1).max(NAME_MAX),
  Namespace: NAMESPACE,
  Statistic: STATISTIC,
  Dimensions: DIMENSIONS.default([]),
  Period: COUNT,
  Unit: z.string().min(1).optional(),
  EvaluationPeriods: COUNT,
  DatapointsToAlarm: COUNT.optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  Tags: TAGS.default([]),
});
