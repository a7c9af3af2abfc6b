// CloudWatch, for what live replication says about itself, and for what SQS says there alone.

/** CloudWatch, for what live replication says about itself, and for what SQS says there alone. */
export interface Metrics {
  /** The latest value and the sum of a replication metric of S3 over some minutes; undefined without a data point, or with one that lacks its value. */
  replication(question: ReplicationMetricQuestion): Promise<MetricValue | undefined>;
  /** Age of the oldest message of a queue, as SQS has published it last, in seconds; undefined: it has not published any. */
  oldestMessage(question: QueueMetricQuestion): Promise<number | undefined>;
}

export interface ReplicationMetricQuestion {
  readonly metric:
    'OperationsFailedReplication' | 'OperationsPendingReplication' | 'BytesPendingReplication' | 'ReplicationLatency';
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  readonly ruleId: string;
  /** Region that S3 publishes the metric in: failures in the source's, the others in the destination's. */
  readonly region: string;
  /** End of the time that is looked at; milliseconds since 1970. */
  readonly endMs: number;
  /** Length of that time. */
  readonly minutes: number;
}

export interface QueueMetricQuestion {
  readonly queueName: string;
  readonly region: string;
  /** End of the time that is looked at; milliseconds since 1970. */
  readonly endMs: number;
  /** Length of that time. */
  readonly minutes: number;
}

export interface MetricValue {
  readonly latest: number;
  readonly sum: number;
}
