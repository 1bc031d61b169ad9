-- The audits of units that two auditors or more judged.
-- Grain: one row per such audit, of each auditor's newest check of a unit.
-- A pattern is the sorted outcomes of a unit, joined by the record separator, as for labels. A unit
-- counts on the day of its newest check, once: in one of its rows.
-- Few items have two auditors; all others are left out before anything is sorted.
with twice as (
    select item_id
    from audits {touched}
    where item_id is not null
    group by item_id
    having min(auditor) < max(auditor)
),
checked as (
    select
        counted.row_key, counted.day, counted.vendor, counted.program, counted.project,
        counted.task_type, counted.language, counted.question, counted.annotator, counted.auditor,
        audits.item_id,
        case when counted.wrong > 0 then 'wrong' else 'right' end as outcome
    from audits_counted as counted
    inner join (select * from audits semi join twice using (item_id)) as audits using (row_key)
    where counted.audited = 1
        and audits.item_id is not null
        and audits.auditor is not null
    qualify row_number() over (
        partition by counted.vendor, counted.program, counted.project, audits.item_id,
            counted.question, counted.annotator, counted.auditor
        order by counted.day desc nulls last, audits.audited_at desc nulls last, row_key desc
    ) = 1
),
shared as (
    select
        vendor, program, project, item_id, question, annotator,
        max(day) as newest,
        min(row_key) as first_row,
        array_to_string(list_sort(list(outcome)), chr(30)) as pattern
    from checked
    group by all
    having count(*) > 1
)
select
    checked.row_key, shared.newest as day,
    checked.vendor, checked.program, checked.project, checked.task_type, checked.language,
    checked.question, checked.auditor, checked.item_id, shared.pattern,
    1 as checks,
    case when checked.row_key = shared.first_row then 1 end as units
from checked
inner join shared using (vendor, program, project, item_id, question, annotator)
