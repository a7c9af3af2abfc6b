// How long policies may be. IAM does not count white space.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
import { limitExceeded } from './operation';

const MAX_CHARACTERS = {
  'trust policy': 2048,
  'managed policy': 6144,
  'inline policies of a role together': 10_240,
  'inline policies of a user together': 2048,
} as const;

/**
 * @param documents - of the role, or the one that is checked
 * @throws ServiceError `LimitExceeded`
 */
export function checkLength(what: keyof typeof MAX_CHARACTERS, of: string, documents: Iterable<string>): void {
  let length = 0;
  for (const document of documents) length += document.replace(/\s/g, '').length;
  const limit = MAX_CHARACTERS[what];
  if (length <= limit) return;
  throw limitExceeded(
    `Maximum policy size of ${limit} bytes exceeded for ${of}: ${what}, ${length} without white space`,
  );
}
