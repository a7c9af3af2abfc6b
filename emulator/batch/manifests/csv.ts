// CSV as RFC 4180 has it, without a header.

/** One line with its line feed; a field is in quotes where it has to be. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\n`;
}
