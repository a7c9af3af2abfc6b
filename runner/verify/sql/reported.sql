-- What a completion report says of each version, beside what both sides have of it.
-- Reads both sides (side.sql, kept.sql), and the view tasks, which has a row for each task of the report.
--
-- {{source}}          source_side, or what stands for it
-- {{destination}}     destination_side, or what stands for it, with the keys of the source
-- {{listed}}          which keys are compared, for example: starts_with(key, 'folder/')
-- {{bucket}}          the source, for example: 'my-bucket'
-- {{of_job}}          whether the job was to list a version, by its key, for example: starts_with(key, 'folder/')
-- {{job_made}}        when the job was made, for example: '2026-11-30T00:00:00'
-- {{example}}         what is told of one version: key, version_id
-- {{examples}}        how many of them are kept of each group, for example: 5
with
said as (
  select
    key,
    version_id,
    -- A row that says that it has failed counts, whatever another one says.
    case when min(case when task_status = 'succeeded' then 1 else 0 end) = 1 then 'succeeded' else 'failed' end as says
  from (
    select key, case when version_id = '' then 'null' else version_id end as version_id, task_status, bucket
    from tasks
  ) as all_tasks
  where bucket = {{bucket}} and ({{listed}})
  group by key, version_id
),
sides as (
  select
    coalesce(s.key, d.key) as key,
    coalesce(s.version_id, d.version_id) as version_id,
    s.modified,
    s.marker,
    case
      when d.key is null then 'missing'
      when s.key is null then 'source-deleted'
      when s.marker = d.marker and coalesce(s.size, '') = coalesce(d.size, '') then 'there'
      else 'different'
    end as found
  -- What a side names again is counted once.
  from (select * from {{source}} where nth = 1) as s
  full join (select * from {{destination}} where nth = 1) as d on s.key = d.key and s.version_id = d.version_id
),
joined as (
  select
    coalesce(b.key, t.key) as key,
    coalesce(b.version_id, t.version_id) as version_id,
    case when t.says is not null then t.says when b.modified >= {{job_made}} then 'younger' else 'not-listed' end as says,
    coalesce(b.found, 'gone') as found,
    t.says is not null or (b.found <> 'source-deleted' and not b.marker) as is_told
  from sides as b
  full join said as t on b.key = t.key and b.version_id = t.version_id
)
select says, found, count(*) as versions, min_by({{example}}, key, {{examples}}) as examples
from joined
where is_told and (says in ('succeeded', 'failed') or ({{of_job}}))
group by says, found
order by says, found;
