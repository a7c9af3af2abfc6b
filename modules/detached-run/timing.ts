// How long a run in the account waits, and for how long at most.

export const START_AFTER_SECONDS = 300;
export const POLL_SECONDS = 300;
export const TIMEOUT_SECONDS = 7 * 24 * 3600;
/** An execution has at most 25,000 events, and each look is nine. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MOST_LOOKS = 2500;
