-- What each error found counts as: its place in the error tree, and the audit it was found in.
-- Grain: one row per live row of audit_errors that a load touched.
-- An error belongs to the audit of its own sheet row, else to the one with its audit id, else to the
-- one of the same item, people and day in its file, where a line per error stands. It counts on
-- the day of that audit, which also fills in what the error's own row leaves out. Where a correction
-- replaced the audit of its own row and no longer lists the error, the error is gone with it.
-- The list of error codes in force on the day of the error says where a word of the files stands in
-- the tree; of several lines the one that names the vendor, then the newest, holds. Answers are cut
-- to 80 letters: longer ones are texts, which no table of confusions can hold.
with errors as (select * from audit_errors {touched}),
links as (
    select
        errors.row_key, audits_all.row_key as audit_key, audits_all.live as in_force,
        case when errors.question is not distinct from audits_all.question then 1 else 2 end as place
    from errors
    inner join audits_all
        on errors.load_id = audits_all.load_id
        and errors.row_no = audits_all.row_no
        and errors.item_id is not distinct from audits_all.item_id
        and errors.annotator is not distinct from audits_all.annotator
    union all
    select errors.row_key, audits.row_key as audit_key, true as in_force, 3 as place
    from errors
    inner join audits
        on errors.audit_id = audits.audit_id
        and (errors.vendor is null or audits.vendor is null or errors.vendor = audits.vendor)
    union all
    select errors.row_key, audits_all.row_key as audit_key, audits_all.live as in_force, 4 as place
    from errors
    inner join audits_all
        on errors.load_id = audits_all.load_id
        and errors.item_id = audits_all.item_id
        and errors.question is not distinct from audits_all.question
        and errors.annotator is not distinct from audits_all.annotator
        and errors.auditor is not distinct from audits_all.auditor
        and errors.day is not distinct from audits_all.day
),
nearest as (
    select
        row_key,
        arg_min(audit_key, (place, not in_force, audit_key)) as audit_key,
        arg_min(in_force, (place, not in_force, audit_key)) as in_force
    from links
    group by row_key
),
named as (
    select
        errors.row_key,
        arg_max(
            {'category': error_codes.category, 'severity': error_codes.severity},
            (
                error_codes.vendor is not null,
                coalesce(error_codes.valid_from, date '0001-01-01'),
                error_codes.load_id, error_codes.row_no
            )
        ) as code
    from errors
    inner join error_codes
        on lower(trim(errors.category)) = lower(trim(error_codes.code))
        and (error_codes.vendor is null or error_codes.vendor = errors.vendor)
        and (error_codes.valid_from is null or errors.day >= error_codes.valid_from)
        and (error_codes.valid_to is null or errors.day <= error_codes.valid_to)
    group by errors.row_key
)
select
    errors.row_key, errors.load_id, errors.row_no,
    coalesce(audits.day, errors.day) as day,
    coalesce(errors.vendor, audits.vendor, 'not given') as vendor,
    coalesce(errors.program, audits.program, 'not given') as program,
    coalesce(errors.project, audits.project, 'not given') as project,
    coalesce(errors.task_type, audits.task_type, 'not given') as task_type,
    coalesce(errors.language, audits.language, 'not given') as language,
    coalesce(errors.question, audits.question, 'not given') as question,
    coalesce(errors.annotator, audits.annotator, 'not given') as annotator,
    coalesce(errors.auditor, audits.auditor, 'not given') as auditor,
    coalesce(
        nullif(
            regexp_replace(
                trim(coalesce(named.code.category, errors.category), ' /'), '\s*/\s*', '/', 'g'
            ),
            ''
        ),
        'not given'
    ) as category,
    coalesce(errors.severity, named.code.severity, 'not given') as severity,
    coalesce(left(errors.given, 80), 'not given') as given,
    coalesce(left(errors.correct, 80), 'not given') as correct,
    audits.row_key as audit_key
from errors
left join nearest on errors.row_key = nearest.row_key
left join named on errors.row_key = named.row_key
left join audits on nearest.audit_key = audits.row_key
where coalesce(nearest.in_force, true)
