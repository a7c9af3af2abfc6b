-- One side of a comparison that was kept (verify --evidence), as text, with the names that the other files use.
--
-- {{side}}  source or destination
-- {{rows}}  what is read, for example: read_parquet(['0-source.parquet'])
create or replace view {{side}}_side as
select
  key,
  version_id,
  coalesce(is_delete_marker, false) as marker,
  cast(size as varchar) as size,
  1 as nth,
  replace(substr(cast(last_modified_date as varchar), 1, 19), ' ', 'T') as modified
from {{rows}};
