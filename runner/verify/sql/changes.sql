-- What has become of every version between two comparisons of the same buckets, counted by all that a change depends on.
-- Reads the views before_source, before_destination, after_source and after_destination (stood.sql).
--
-- {{area}}      number of the longest prefix, of those that rules name, that source_key begins with
-- {{example}}   what is told of one version: source_key, version_id
-- {{examples}}  how many of them are kept of each group, for example: 5
with
earlier as (
  select
    coalesce(s.key, d.key) as key,
    coalesce(s.version_id, d.version_id) as version_id,
    s.key is not null as in_source,
    d.key is not null as in_destination,
    coalesce(s.marker, d.marker) as marker,
    s.marker is not distinct from d.marker and s.size is not distinct from d.size as same,
    s.size as s_size, s.etag_print as s_etag, d.size as d_size, d.etag_print as d_etag
  from before_source as s
  full join before_destination as d on s.key = d.key and s.version_id = d.version_id
),
later as (
  select
    coalesce(s.key, d.key) as key,
    coalesce(s.version_id, d.version_id) as version_id,
    s.key is not null as in_source,
    d.key is not null as in_destination,
    coalesce(s.marker, d.marker) as marker,
    s.marker is not distinct from d.marker and s.size is not distinct from d.size as same,
    s.size as s_size, s.etag_print as s_etag, d.size as d_size, d.etag_print as d_etag
  from after_source as s
  full join after_destination as d on s.key = d.key and s.version_id = d.version_id
),
joined as (
  select
    coalesce(a.key, b.key) as source_key,
    coalesce(a.version_id, b.version_id) as version_id,
    coalesce(b.in_source, false) as before_source,
    coalesce(b.in_destination, false) as before_destination,
    coalesce(b.marker, false) as before_marker,
    coalesce(b.same, false) as before_same,
    coalesce(a.in_source, false) as after_source,
    coalesce(a.in_destination, false) as after_destination,
    coalesce(a.marker, false) as after_marker,
    coalesce(a.same, false) as after_same,
    b.s_size is distinct from a.s_size
    or b.s_etag is distinct from a.s_etag
    or b.d_size is distinct from a.d_size
    or b.d_etag is distinct from a.d_etag as rewritten
  from earlier as b
  full join later as a on b.key = a.key and b.version_id = a.version_id
),
told as (
  select *, {{area}} as area, not (before_same and after_same) or rewritten as notable from joined
)
select
  before_source, before_destination, before_marker, before_same,
  after_source, after_destination, after_marker, after_same,
  rewritten, area,
  count(*) as versions,
  min_by({{example}}, source_key, {{examples}}) filter (where notable) as examples,
  any_value({{example}}) as example
from told
group by
  before_source, before_destination, before_marker, before_same,
  after_source, after_destination, after_marker, after_same,
  rewritten, area;
