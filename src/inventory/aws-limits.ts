/** How long AWS calls may take before they count as failed: without bounds a machine behind a dead route waits for minutes. */
export interface AwsLimits {
  /** To establish a connection, once per attempt. */
  readonly connectMs: number;
  /** From sending a request to the headers of its answer, and between two parts of the answer. */
  readonly responseMs: number;
  /** One call with all its attempts and the waiting between them. */
  readonly callMs: number;
  /** Until credentials are there, an assumed role included. */
  readonly credentialsMs: number;
  /** One request to the instance metadata service. */
  readonly metadataMs: number;
  /** Attempts of one call; the first counts. */
  readonly attempts: number;
}

/**
 * Our choice. DescribeInstances with 1,000 instances answers within ten seconds; throttled calls want some attempts (EC2 refills its
 * buckets within seconds); the metadata service answers within milliseconds where there is one.
 */
export const awsLimits: AwsLimits = {
  connectMs: 2_000,
  responseMs: 20_000,
  callMs: 60_000,
  credentialsMs: 15_000,
  metadataMs: 1_000,
  attempts: 6,
};

/** For questions whose answer somebody waits for (doctor): fewer attempts, shorter waiting. */
export const promptAwsLimits: AwsLimits = { ...awsLimits, responseMs: 6_000, callMs: 12_000, attempts: 2 };

/** Signal that ends one call at its bound, or when the audit is interrupted. */
export function callSignal(limits: AwsLimits, interrupted?: AbortSignal): AbortSignal {
  const bound = AbortSignal.timeout(limits.callMs);
  return interrupted === undefined ? bound : AbortSignal.any([bound, interrupted]);
}
