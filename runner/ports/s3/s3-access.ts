// What another program needs to ask S3 as this one does.

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** @default - they are those of a user, and do not end */
  readonly sessionToken?: string;
  /** Milliseconds since 1970. @default - nobody says when they end */
  readonly expiresMs?: number;
}

export interface S3Access {
  /** @default - S3's own of each Region */
  readonly endpoint?: string;
  /** Endpoints of the other services that do what a run asks for, by service, where they are not that of S3. @default - all are */
  readonly otherEndpoints?: Readonly<Record<string, string>>;
  /** Whether the bucket stands in the path there, and not before the host. */
  readonly pathStyle: boolean;
  /** Those that this side is looked at with, as long before their end as can be had. @throws RunnerError */
  credentials(): Promise<S3Credentials>;
}
