-- One side of a comparison, with the names that the other files use: source_side or destination_side.
--
-- {{rows}}         what is read, for example: read_parquet(['data/0.parquet'])
-- {{listed}}       which keys are compared, for example: starts_with(key, 'folder/')
-- {{kept}}         which rows of them: true, or those of the newest objects
-- {{nth}}          which row it is of those that name the same version: row_number() over (partition by key, version_id order by …);
--                  1 where no version is named twice
-- {{marker}}       whether the row is of a delete marker
-- {{modified}}     as 2026-11-30T00:00:00
-- {{unreadable}}   whether the row is not what a row of these files is
-- {{unplaced}}     whether nobody can tell by its key, which cannot be decoded, where the row belongs
-- {{flags}}        whether the row says neither yes nor no where there is nothing else to say
-- {{etag_print}}   what is alike where ETags are, and as short as the engine has it: it is carried through the join
-- {{class}}, {{status}}, {{encryption}}, {{tier}}
--                  words of an inventory, of a type that the engine carries in few bytes, or text
-- {{damage_type}}  the type of what is wrong with a row: varchar, or one that has these words
-- the others       a column of the inventory as text; null where the inventory has it not
select
  key, version_id, marker, size, size_bytes, etag, etag_print, class, status, encryption, tier, latest, modified,
  -- What is named again is not compared again.
  case
    when nth > 1 and (damage is null or damage = 'broken-percent') then cast('listed-twice' as {{damage_type}})
    else damage
  end as damage,
  nth
from (
  select *, {{nth}} as nth
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
      cast(
        case
          when {{unreadable}} then 'columns'
          when {{raw_key}} = '' or {{unplaced}} then 'no-key'
          when {{bucket}} <> {{expected_bucket}} then 'other-bucket'
          when {{flags}} then 'unreadable'
          -- Engines take 1.4 and 1e3 for whole numbers, too.
          when not ({{marker}})
            and ({{size_number}} < 0 or cast({{size_number}} as varchar) is distinct from {{size}}) then 'no-size'
          when {{etag}} = '' and not ({{marker}}) then 'no-etag'
          when {{broken_percent}} then 'broken-percent'
        end as {{damage_type}}
      ) as damage
    from {{rows}}
  ) as rows_of_side
  -- A row that does not say rightly of what it is counts, whatever is compared.
  where (({{listed}}) or damage in ('columns', 'no-key', 'other-bucket')) and ({{kept}})
) as numbered
