-- One side of a comparison, as text, with the names that the other files use: source_side or destination_side.
--
-- {{rows}}        what is read, for example: read_parquet(['data/0.parquet'])
-- {{listed}}      which keys are compared, for example: starts_with(key, 'folder/')
-- {{marker}}      whether the row is of a delete marker
-- {{modified}}    as 2026-11-30T00:00:00
-- {{unreadable}}  whether the row is not what a row of these files is
-- {{unplaced}}    whether nobody can tell by its key, which cannot be decoded, where the row belongs
-- {{flags}}       whether the row says neither yes nor no where there is nothing else to say
-- {{etag_print}}  what is alike where ETags are, and as short as the engine has it: it is carried through the join
-- the others      a column of the inventory; null where the inventory has it not
select *
from (
  select
    {{key}} as key,
    case when {{version_id}} = '' then 'null' else {{version_id}} end as version_id,
    {{marker}} as marker,
    {{size}} as size,
    {{size_number}} as size_bytes,
    {{etag}} as etag,
    {{etag_print}} as etag_print,
    {{class}} as class,
    {{status}} as status,
    {{encryption}} as encryption,
    {{tier}} as tier,
    {{latest}} as latest,
    {{modified}} as modified,
    case
      when {{unreadable}} then 'columns'
      when {{raw_key}} = '' or {{unplaced}} then 'no-key'
      when {{bucket}} <> {{expected_bucket}} then 'other-bucket'
      when {{flags}} then 'unreadable'
      -- Engines take 1.4 and 1e3 for whole numbers, too.
      when {{size}} is not null and not ({{marker}})
        and ({{size_number}} is null or {{size_number}} < 0 or cast({{size_number}} as varchar) <> {{size}}) then 'no-size'
      when {{etag}} = '' and not ({{marker}}) then 'no-etag'
      when {{broken_percent}} then 'broken-percent'
    end as damage
  from {{rows}}
) as rows_of_side
-- A row that does not say rightly of what it is counts, whatever is compared.
where ({{listed}}) or damage in ('columns', 'no-key', 'other-bucket')
