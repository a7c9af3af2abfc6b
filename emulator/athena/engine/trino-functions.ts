// Functions of Trino, which Athena's engine is made of. What only DuckDB knows is refused, since Athena would refuse it.
// https://trino.io/docs/current/functions/list.html

/** Those that DuckDB has not, or has otherwise. */
export const MACROS: readonly string[] = [
  // A plus is a space; a sign that encodes nothing, which is left when all that encode something are taken away, is an error, and
  // bytes that are no UTF-8 become U+FFFD, as in Java.
  `url_decode(t) as case when contains(regexp_replace(t, '%[[:xdigit:]]{2}', '', 'g'), '%')
     then cast(cast('Illegal hex characters in escape (%) pattern: ' || t as integer) as varchar)
     else coalesce(try(system.main.url_decode(replace(t, '+', '%20'))), chr(65533)) end`,
  'regexp_like(t, pattern) as regexp_matches(t, pattern)',
  'json_format(j) as cast(j as varchar)',
  'json_parse(t) as cast(t as json)',
  'slice(a, start, length) as list_slice(a, start, start + length - 1)',
  'array_join(a, delimiter) as array_to_string(a, delimiter)',
  'arbitrary(x) as any_value(x)',
  'approx_distinct(x) as approx_count_distinct(x)',
];

/** What a query may call. Operators are functions to DuckDB's parser, too. */
const KNOWN: ReadonlySet<string> = new Set([
  ...MACROS.map((macro) => macro.slice(0, macro.indexOf('('))),
  ...['+', '-', '*', '/', '%', '||', '~~', '!~~', 'like_escape', 'not_like_escape'],
  ...[
    'count',
    'count_star',
    'count_if',
    'sum',
    'avg',
    'min',
    'max',
    'min_by',
    'max_by',
    'any_value',
    'bool_and',
    'bool_or',
  ],
  ...[
    'array_agg',
    'array_distinct',
    'array_max',
    'array_min',
    'array_sort',
    'cardinality',
    'contains',
    'flatten',
    'element_at',
  ],
  ...['map', 'map_keys', 'map_values', 'row', 'list_value', 'unnest', 'sequence'],
  ...['concat', 'length', 'lower', 'upper', 'ltrim', 'rtrim', 'trim', 'replace', 'reverse', 'split_part'],
  ...['starts_with', 'strpos', 'substr', 'substring', 'chr', 'regexp_replace', 'url_encode', 'md5', 'sha256'],
  ...['abs', 'ceil', 'ceiling', 'floor', 'round', 'mod', 'greatest', 'least', 'power', 'sqrt'],
  ...['date_trunc', 'date_diff', 'year', 'month', 'day', 'row_number', 'rank', 'dense_rank', 'lag', 'lead'],
  ...['first_value', 'last_value', 'ntile'],
]);

/** The first of these names that Trino does not know, or that is not emulated. */
export function unknownFunction(names: Iterable<string>): string | undefined {
  for (const name of names) if (!KNOWN.has(name)) return name;
  return undefined;
}
