-- The errors behind a cell: what was given, what was right, who, when, and where it stands.
-- Grain: one row per error, in the order of the files.
select
    facts.item_id, units.category, units.severity, facts.given, facts.correct, facts.comment,
    units.annotator, units.vendor, units.auditor, units.day,
    units.task_type, units.language, units.question, facts.audit_id, facts.category as code,
    loads.file_name, loads.sheet, units.row_no
from (
    select *
    from error_units
    where {where}
    order by load_id, row_no, row_key
    limit $limit offset $offset
) as units
inner join audit_errors as facts on units.row_key = facts.row_key
inner join loads on units.load_id = loads.load_id
order by units.load_id, units.row_no, units.row_key
