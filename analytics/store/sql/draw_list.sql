-- Which units a draw takes from its strata.
-- Grain: one row per unit drawn, in the order of the audit sheet.
-- Columns: row_key (of its row in work), stratum, size (units of the stratum).
-- Who is drawn depends on the seed and the unit alone: within a stratum every unit is equally likely,
-- and the same seed gives the same list however the rows were loaded.
with wanted as (
    select unnest($strata::varchar[]) as stratum, unnest($numbers::bigint[]) as number
),
units as (
    select
        row_key, {stratum} as stratum,
        md5($seed || ':' || row_key::varchar) as chance
    from work_counted
    where drawable = 1 and {where}
),
ranked as (
    select
        row_key, stratum,
        count(*) over (partition by stratum) as size,
        row_number() over (partition by stratum order by chance, row_key) as place
    from units
)
select ranked.row_key::varchar as row_key, ranked.stratum, ranked.size
from ranked
inner join wanted on ranked.stratum = wanted.stratum
where ranked.place <= wanted.number
order by md5('order:' || $seed || ':' || ranked.row_key::varchar), ranked.row_key
