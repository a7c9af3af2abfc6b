-- The groups of what was compared (versions.sql, newest.sql) with at most as many folders and days as can be told; what is amiss goes first.
-- Every table is named once: an engine that computes it anew wherever it is named reads the files once.
--
-- {{before}}          what has to be said before, each with a comma behind it; nothing where compared is a table
-- {{most}}            folders, and days, that are told apart, for example: 200
-- {{other_folders}}   what the others are called
-- {{other_days}}      the same of days
-- {{first_examples}}  the first few of all that is in the lists named examples
-- {{first_looks}}     the same of looks
with
{{before}}
marked as (
  select *, case when side = 'both' and same_size and same_etag then 0 else versions end as amiss
  from compared
),
-- What only the destination has has neither folder nor day.
added as (
  select
    *,
    sum(amiss) over (partition by folder) as folder_amiss,
    sum(versions) over (partition by folder) as folder_versions,
    sum(amiss) over (partition by day) as day_amiss,
    sum(versions) over (partition by day) as day_versions
  from marked
),
placed as (
  select
    *,
    dense_rank() over (order by case when folder is null then 1 else 0 end, folder_amiss desc, folder_versions desc, folder) as folder_place,
    dense_rank() over (order by case when day is null then 1 else 0 end, day_amiss desc, day_versions desc, day) as day_place
  from added
),
fewer as (
  select
    side, same_size, same_etag, doubtful, area, newer, nameless, small,
    marker, class, status, encryption, tier, damage,
    d_marker, d_class, d_status, d_encryption, d_damage,
    case when folder is not null and folder_place <= {{most}} then folder else {{other_folders}} end as folder,
    case when day is not null and day_place <= {{most}} then day else {{other_days}} end as day,
    versions, bytes, examples, looks
  from placed
),
told as (
  select
    side, same_size, same_etag, doubtful, area, newer, nameless, small,
    marker, class, status, encryption, tier, damage,
    d_marker, d_class, d_status, d_encryption, d_damage,
    folder, day,
    sum(versions) as versions,
    sum(bytes) as bytes,
    -- Whoever reads fewer has not read all.
    count(*) over () as groups_told,
    {{first_examples}} as examples,
    {{first_looks}} as looks
  from fewer
  group by
    side, same_size, same_etag, doubtful, area, newer, nameless, small,
    marker, class, status, encryption, tier, damage,
    d_marker, d_class, d_status, d_encryption, d_damage,
    folder, day
)
-- One row at least, in which everything is null where there is no group: a result without any is not the whole one.
select told.*
from (select 1 as always) as one
left join told on true
order by
  side, area, folder, day,
  same_size, same_etag, doubtful, newer, nameless, small,
  marker, class, status, encryption, tier, damage,
  d_marker, d_class, d_status, d_encryption, d_damage
