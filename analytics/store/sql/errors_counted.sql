-- What each error found counts as.
-- Grain: one row per live row of audit_errors.
select
    row_key, day,
    coalesce(vendor, 'not given') as vendor,
    coalesce(program, 'not given') as program,
    coalesce(project, 'not given') as project,
    coalesce(task_type, 'not given') as task_type,
    coalesce(language, 'not given') as language,
    coalesce(category, 'not given') as category,
    coalesce(severity, 'not given') as severity,
    coalesce(annotator, 'not given') as annotator,
    1 as errors
from audit_errors
