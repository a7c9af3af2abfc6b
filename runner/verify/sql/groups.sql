-- The groups of the table compared (versions.sql, newest.sql) with at most as many folders and days as can be told; what is amiss goes first.
--
-- {{most}}            folders, and days, that are told apart, for example: 200
-- {{other_folders}}   what the others are called
-- {{other_days}}      the same of days
-- {{first_examples}}  the first few of all that is in the lists named examples
-- {{first_looks}}     the same of looks
with
folders as (
  select folder
  from compared
  where side <> 'destination'
  group by folder
  order by sum(case when side = 'both' and same_size and same_etag then 0 else versions end) desc, sum(versions) desc, folder
  limit {{most}}
),
days as (
  select day
  from compared
  where side <> 'destination'
  group by day
  order by sum(case when side = 'both' and same_size and same_etag then 0 else versions end) desc, sum(versions) desc, day
  limit {{most}}
),
fewer as (
  select
    side, same_size, same_etag, doubtful, area, newer, nameless, small,
    marker, class, status, encryption, tier, damage,
    d_marker, d_class, d_status, d_encryption, d_damage,
    case when folder in (select folder from folders) then folder else {{other_folders}} end as folder,
    case when day in (select day from days) then day else {{other_days}} end as day,
    versions, bytes, examples, looks
  from compared
)
select
  side, same_size, same_etag, doubtful, area, newer, nameless, small,
  marker, class, status, encryption, tier, damage,
  d_marker, d_class, d_status, d_encryption, d_damage,
  folder, day,
  sum(versions) as versions,
  sum(bytes) as bytes,
  {{first_examples}} as examples,
  {{first_looks}} as looks
from fewer
group by
  side, same_size, same_etag, doubtful, area, newer, nameless, small,
  marker, class, status, encryption, tier, damage,
  d_marker, d_class, d_status, d_encryption, d_damage,
  folder, day
order by side, area, folder, day;
