// A metric alarm of CloudWatch, and a dashboard.

/** As PutMetricAlarm was given them: an alarm on one metric and a fixed threshold. */
export interface AlarmSettings {
  readonly AlarmName: string;
  readonly AlarmDescription?: string | undefined;
  readonly ActionsEnabled: boolean;
  readonly OKActions: readonly string[];
  readonly AlarmActions: readonly string[];
  readonly InsufficientDataActions: readonly string[];
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Statistic: 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  /** In seconds. */
  readonly Period: number;
  readonly Unit?: string | undefined;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number | undefined;
  readonly Threshold: number;
  readonly ComparisonOperator:
    'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
  readonly TreatMissingData?: 'breaching' | 'notBreaching' | 'ignore' | 'missing' | undefined;
}

export interface Alarm {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  /** Tags of PutMetricAlarm count only when it makes the alarm. */
  readonly tags: Map<string, string>;
  /** Replaced as a whole. */
  settings: AlarmSettings;
  updatedMs: number;
}

export interface Dashboard {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  /** JSON, as it was put. */
  readonly body: string;
  readonly updatedMs: number;
}
