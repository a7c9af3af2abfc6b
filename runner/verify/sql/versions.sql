-- Every version of the source with the one of the same key and version id at the destination, counted by all that a verdict depends on.
-- Reads source_side and destination_side (side.sql); is called compared.
--
-- {{example}}            what is told of one version: key, version_id, size
-- {{examples}}           how many of them are kept of each group, for example: 5
-- {{looks}}              how many are kept of those that one has to look at again, for example: 1000
-- {{destination_taken}}  when the destination's inventory was made, for example: '2026-11-30T00:00:00'
-- {{source_is_later}}    whether the source's was made after it: true or false
-- {{same_nth}}           whether what a side names again meets what the other one does: s.nth = d.nth; true where no row is numbered
-- {{area}}               number of the longest prefix, of those that rules name, that source_key begins with
-- {{folder}}             of source_key, below the listed prefix that it begins with
with
joined as (
  select
    s.key as source_key,
    d.key as destination_key,
    coalesce(s.version_id, d.version_id) as version_id,
    s.size_bytes, s.day, s.is_younger,
    s.size_bytes is not distinct from d.size_bytes as same_size,
    s.etag_print is not distinct from d.etag_print as same_etag,
    s.marker, s.class, s.status, s.encryption, s.tier, s.damage,
    d.marker as d_marker, d.class as d_class, d.status as d_status, d.encryption as d_encryption, d.damage as d_damage
  from (
    -- No more is carried through the join than what is asked for behind it.
    select *, substr(modified, 1, 10) as day, modified >= {{destination_taken}} as is_younger from source_side
  ) as s
  full join destination_side as d on s.key = d.key and s.version_id = d.version_id and {{same_nth}}
),
told as (
  select
    *,
    -- Since the destination was read it may have come; and an ETag tells of the bytes only under a known encryption.
    case
      when destination_key is null then
        is_younger
        or status = 'PENDING'
        or ({{source_is_later}} and status in ('COMPLETED', 'COMPLETE'))
      when source_key is null or same_etag then false
      else encryption is null or d_encryption is null
    end as doubtful,
    destination_key is null
    or source_key is null
    or not (same_size and same_etag and marker = d_marker)
    or d_status = ''
    or damage is not null
    or d_damage is not null
    or class <> d_class
    or encryption <> d_encryption as notable,
    case when destination_key is null then 'source' when source_key is null then 'destination' else 'both' end as side,
    {{area}} as area,
    {{folder}} as folder
  from joined
)
select
  side,
  same_size, same_etag, doubtful, area, false as newer, false as nameless, false as small,
  marker,
  cast(class as varchar) as class,
  cast(status as varchar) as status,
  cast(encryption as varchar) as encryption,
  cast(tier as varchar) as tier,
  cast(damage as varchar) as damage,
  d_marker,
  cast(d_class as varchar) as d_class,
  cast(d_status as varchar) as d_status,
  cast(d_encryption as varchar) as d_encryption,
  cast(d_damage as varchar) as d_damage,
  folder, day,
  count(*) as versions,
  sum(size_bytes) as bytes,
  min_by(case when notable then {{example}} end, coalesce(source_key, destination_key), {{examples}}) filter (where notable) as examples,
  min_by(case when doubtful then {{example}} end, coalesce(source_key, destination_key), {{looks}}) filter (where doubtful) as looks
from told
group by
  side, same_size, same_etag, doubtful, area,
  marker, class, status, encryption, tier, damage,
  d_marker, d_class, d_status, d_encryption, d_damage,
  folder, day
