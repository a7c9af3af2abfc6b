/** What a key of KMS is named by; anything else is a file. */
export function isKmsKey(text: string): boolean {
  return /^(arn:[a-z0-9-]+:kms:|alias\/)/.test(text);
}
