-- What was found in each audit.
-- Grain: one row per live row of audits that was judged right or wrong.
-- A pattern lists the errors found, each as its category, the unit separator and its severity, in
-- order and joined by the record separator; it is empty where no error is named. A total of several
-- units is no single check: what was found in it cannot be told unit by unit.
select
    audits.row_key, audits.day, audits.vendor, audits.program, audits.project, audits.task_type,
    audits.language, audits.design, audits.annotator,
    coalesce(found.pattern, '') as pattern,
    1 as reviews,
    audits.audited,
    case when audits.audited = 1 then 1 end as single,
    case when audits.audited = 1 then audits.weighed end as weighed,
    case when audits.audited = 1 then audits.weight end as weight,
    case when audits.audited = 1 then audits.weight_squared end as weight_squared,
    case when audits.words > 0 then audits.words end as words,
    case when audits.words > 0 then 1 end as worded
from audits_counted as audits
left join (
    select
        audit_key,
        string_agg(
            category || chr(31) || severity, chr(30) order by category, severity
        ) as pattern
    from error_units
    where audit_key is not null
    group by audit_key
) as found
    on audits.row_key = found.audit_key
where audits.audited is not null
