-- What each audit counts as.
-- Grain: one row per live row of audits.
-- Columns: lineage, dimensions, units judged and found wrong; unsure and invalid are never judged.
-- A total of several units is judged by how many of them were wrong: its verdict or its number of
-- errors alone does not tell.
-- A unit whose chance to be drawn is known has a weight, 1 over that chance: as many units of the
-- work as it stands for. Weights are decimals, so that their sums do not depend on their order.
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
    coalesce(guideline, 'not given') as guideline,
    1 as checks,
    case when wrong is not null then checked end as audited,
    wrong,
    case when wrong is not null then n_errors end as errors,
    case when wrong is not null then n_words end as words,
    case when verdict in ('unsure', 'invalid') then checked end as undecided,
    case when disputed_at is not null or dispute_result is not null then 1 end as disputed,
    case when dispute_result in ('upheld', 'overturned') then 1 end as resolved,
    case when dispute_result = 'overturned' then 1 end as overturned,
    case when wrong is not null and after_acceptance then checked end as rechecked,
    case when after_acceptance then wrong end as escaped,
    case when wrong is not null and each is not null then checked end as weighed,
    case when wrong is not null then (each * checked)::decimal(38, 6) end as weight,
    (each * wrong)::decimal(38, 6) as weight_wrong,
    case when wrong is not null then (squared * checked)::decimal(38, 6) end as weight_squared,
    (squared * wrong)::decimal(38, 6) as weight_squared_wrong
from (
    select *, (each::decimal(20, 6) * each)::decimal(20, 6) as squared
    from (
        select
            *,
            coalesce(n_checked, 1) as checked,
            case when inclusion_prob between 0.000001 and 1 then 1 / inclusion_prob end
                ::decimal(14, 6) as each,
            case
                when verdict in ('unsure', 'invalid') then null
                when n_wrong is not null then n_wrong
                when coalesce(n_checked, 1) = 1 and verdict = 'fail' then 1
                when coalesce(n_checked, 1) = 1 and verdict = 'pass' then 0
                when coalesce(n_checked, 1) = 1 and n_errors > 0 then 1
                when n_errors = 0 then 0
            end as wrong
        from audits
    )
)
