-- Disputed verdicts, with how and when they ended.
-- Grain: one row per live row of audits that was disputed.
-- Columns: dimensions; category, the first of its errors; result, missing while open;
-- lineage.
select
    counted.vendor, counted.program, counted.project, counted.task_type, counted.language,
    counted.question, counted.annotator, counted.auditor, counted.day,
    coalesce(reasons.category, 'not given') as category,
    audits.item_id, audits.verdict, audits.disputed_at, audits.resolved_at,
    case when counted.resolved = 1 then audits.dispute_result end as result,
    audits.comment, loads.file_name, loads.sheet, audits.row_no
from (select * from audits_counted where {where} and disputed = 1) as counted
inner join audits using (row_key)
inner join loads using (load_id)
left join (
    select audit_key, min(category) as category
    from error_units
    group by audit_key
) as reasons
    on counted.row_key = reasons.audit_key
order by audits.disputed_at nulls last, audits.load_id, audits.row_no
limit $limit
