-- What each audit counts as.
-- Grain: one row per live row of audits.
-- Columns: lineage, dimensions, units judged and found wrong; unsure and invalid are never judged.
select
    row_key, day,
    coalesce(vendor, 'not given') as vendor,
    coalesce(program, 'not given') as program,
    coalesce(project, 'not given') as project,
    coalesce(task_type, 'not given') as task_type,
    coalesce(language, 'not given') as language,
    coalesce(design, 'unknown') as design,
    coalesce(stratum, 'not given') as stratum,
    coalesce(question, 'not given') as question,
    coalesce(annotator, 'not given') as annotator,
    coalesce(auditor, 'not given') as auditor,
    1 as checks,
    case when judged then coalesce(n_checked, 1) end as audited,
    case when judged then coalesce(
        n_wrong,
        case
            when verdict = 'fail' then 1
            when verdict = 'pass' then 0
            when coalesce(n_checked, 1) = 1 and n_errors > 0 then 1
            when n_errors = 0 then 0
        end
    ) end as wrong,
    case when judged then n_errors end as errors,
    case when verdict in ('unsure', 'invalid') then coalesce(n_checked, 1) end as undecided,
    case when disputed_at is not null or dispute_result is not null then 1 end as disputed,
    case when dispute_result in ('upheld', 'overturned') then 1 end as resolved,
    case when dispute_result = 'overturned' then 1 end as overturned
from (
    select
        *,
        verdict in ('pass', 'fail')
            or (verdict is null and (n_wrong is not null or (
                n_errors is not null and (coalesce(n_checked, 1) = 1 or n_errors = 0)
            ))) as judged
    from audits
)
