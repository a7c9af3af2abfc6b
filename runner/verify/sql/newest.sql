-- The newest object of each key of the source with the newest of its copy's key, counted by all that a verdict depends on.
-- Reads source_side and destination_side (side.sql), which have the newest objects alone; is called compared.
--
-- {{source_length}}       characters of the source's prefix, which the copies' keys have another one for
-- {{destination_length}}  characters of that one
-- {{small}}               size below which copies are in STANDARD, whatever was asked for, for example: 0
-- {{example}}             what is told of one object: key, size
-- {{examples}}            how many of them are kept of each group, for example: 5
-- {{looks}}               how many are kept of those that one has to look at again, for example: 1000
-- {{destination_taken}}   when the destination's inventory was made, for example: '2026-11-30T00:00:00'
-- {{same_nth}}            whether what a side names again meets what the other one does: s.nth = d.nth; true where no row is numbered
-- {{folder}}              of source_key, below the listed prefix that it begins with
with
joined as (
  select
    s.key as source_key,
    d.key as destination_key,
    coalesce(s.rest, d.rest) as rest,
    s.size_bytes, s.day, s.is_younger,
    s.size_bytes is not distinct from d.size_bytes as same_size,
    s.size_bytes is not distinct from d.size_bytes and (s.size_bytes = 0 or s.etag_print is not distinct from d.etag_print) as same_etag,
    s.modified > d.modified as newer,
    s.class, s.encryption, s.tier, s.damage,
    d.class as d_class, d.encryption as d_encryption, d.damage as d_damage
  from (
    -- No more is carried through the join than what is asked for behind it.
    select
      *,
      substr(key, {{source_length}} + 1) as rest,
      substr(modified, 1, 10) as day,
      modified >= {{destination_taken}} as is_younger
    from source_side
  ) as s
  full join (
    select *, substr(key, {{destination_length}} + 1) as rest from destination_side
  ) as d on s.rest = d.rest and {{same_nth}}
),
told as (
  select
    *,
    -- The copy may have been written since; and ETags that differ tell nothing of the bytes.
    case
      when source_key is null or same_etag then false
      when destination_key is null then is_younger
      else same_size or is_younger
    end as doubtful,
    not same_etag
    or destination_key is null
    or source_key is null
    or damage is not null
    or d_damage is not null
    or class <> d_class
    or encryption <> d_encryption as notable,
    case when destination_key is null then 'source' when source_key is null then 'destination' else 'both' end as side,
    {{folder}} as folder,
    rest = '' and {{destination_length}} = 0 as nameless,
    size_bytes < {{small}} as small
  from joined
)
select
  side,
  same_size, same_etag, doubtful, 0 as area, newer, nameless, small,
  false as marker,
  cast(class as varchar) as class,
  cast('' as varchar) as status,
  cast(encryption as varchar) as encryption,
  cast(tier as varchar) as tier,
  cast(damage as varchar) as damage,
  false as d_marker,
  cast(d_class as varchar) as d_class,
  cast('' as varchar) as d_status,
  cast(d_encryption as varchar) as d_encryption,
  cast(d_damage as varchar) as d_damage,
  folder, day,
  count(*) as versions,
  sum(size_bytes) as bytes,
  min_by(case when notable then {{example}} end, coalesce(source_key, destination_key), {{examples}}) filter (where notable) as examples,
  min_by(case when doubtful then {{example}} end, coalesce(source_key, destination_key), {{looks}}) filter (where doubtful) as looks
from told
group by
  side, same_size, same_etag, doubtful, newer, nameless, small,
  class, encryption, tier, damage, d_class, d_encryption, d_damage,
  folder, day
