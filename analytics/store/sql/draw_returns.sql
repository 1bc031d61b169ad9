-- How many audits of each draw have come back.
-- Grain: one row per draw, the newest first.
select
    draws.name, draws.drawn_at, draws.drawn_by, draws.seed, draws.scope, draws.strata,
    count(drawn.audit_id) as drawn,
    count(returned.audit_id) as returned
from draws
inner join drawn on draws.name = drawn.name
left join (
    select distinct audit_id from audits where audit_id in (select audit_id from drawn)
) as returned
    on drawn.audit_id = returned.audit_id
group by all
order by max(draws.revision) desc
