-- The handling time of each row of work and the bin of the histogram that it falls into.
-- Grain: one row per live row of work with a handling time.
select
    row_key, day, vendor, program, project, task_type, language,
    coalesce(handling_kind, 'not given') as handling_kind,
    handling_bin, timed_units, handling_s
from work_counted
where handling_s is not null
