-- The units of one draw as they stand in work now, to be noted for good.
-- Grain: one row per unit drawn.
-- Columns: as the table drawn. `given` is the answer that the person gave, where it is known and the
-- item has one question only.
with listed as (
    select unnest($row_keys::varchar[])::uhugeint as row_key, unnest($audit_ids::varchar[]) as audit_id,
        unnest($strata::varchar[]) as stratum, unnest($chances::double[]) as inclusion_prob
),
units as (select listed.*, work.* exclude (row_key) from listed inner join work using (row_key)),
answers as (
    select
        units.row_key, arg_max(labels.value, (labels.round, labels.load_id, labels.row_no)) as given,
        count(distinct coalesce(labels.question, 'label')) as questions
    from units
    inner join labels
        on units.item_id = labels.item_id
        and units.annotator = labels.annotator
        and units.vendor is not distinct from labels.vendor
    where labels.value is not null
    group by units.row_key
)
select
    units.audit_id, units.row_key, units.stratum, units.inclusion_prob, units.day, units.vendor,
    units.program, units.project, units.item_id, units.annotator, units.task_type, units.language,
    units.lot_id, units.guideline,
    case when answers.questions = 1 then answers.given end as given
from units
left join answers on units.row_key = answers.row_key
