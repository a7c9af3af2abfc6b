// What cdktf's HCL is given before people review it.

/**
 * References without the quotes that Terraform 0.11 needed, as `terraform fmt` writes them: `bucket = aws_s3_bucket.x.id`
 * instead of `bucket = "${aws_s3_bucket.x.id}"`. Terraform warns of the quoted ones in `depends_on`.
 */
export function withPlainReferences(hcl: string): string {
  return hcl
    .replace(
      /^(\s*\w+\s*=\s*)"\$\{([a-z]\w*(?:\.[\w-]+)+)\}"$/gm,
      (_, name: string, reference: string) => name + reference,
    )
    .replace(/^\s*depends_on\s*=\s*\[[^\]]*\]/gm, (list) => list.replaceAll('"', ''));
}

/** cdktf makes `0 = "required_version"` of an override, so that the line is put in here. */
export function withRequiredVersion(hcl: string, version: string): string {
  return hcl.replace(/^terraform \{\n/, (opening) => `${opening}  required_version = "${version}"\n`);
}

/** The version of the AWS provider that `required_providers` asks for. */
export function withProviderVersion(hcl: string, version: string | undefined): string {
  if (version === undefined) return hcl;
  return hcl.replace(/(\baws\s*=\s*\{[^}]*\bversion\s*=\s*)"[^"]*"/, (_, before: string) => `${before}"${version}"`);
}
