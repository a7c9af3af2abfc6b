-- One side of one of two comparisons that were kept, as changes.sql reads it.
--
-- {{name}}        before_source, before_destination, after_source or after_destination
-- {{rows}}        a side (side.sql), or a listing that was kept with the same names
-- {{key}}         of the source, which the copies' keys have another beginning than, for example: key
-- {{version_id}}  what tells versions of a key apart, for example: version_id; '' where only the newest objects are compared
-- {{which}}       which rows count, for example: latest = 'true' and not marker
create or replace view {{name}} as
select
  {{key}} as key,
  {{version_id}} as version_id,
  marker,
  case when marker then '' else coalesce(size, '') end as size,
  case when marker then null else etag_print end as etag_print
from ({{rows}}) as rows_of_side
where (damage is null or damage = 'broken-percent') and ({{which}});
