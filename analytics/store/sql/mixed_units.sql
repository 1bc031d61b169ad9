-- The units of item-questions that several vendors answered, or whose answers differ in what they are
-- about: the first task type and language count, and the guideline of the newest answer that names one.
-- Grain: one row per item-question of the temporary table mixed and vendor, and one of all its answers
-- where several vendors answered it.
-- Columns: as label_units, and the names behind its cell.
with answers as (
    select *
    from (
        select *, hash(item_id) as item, hash(program, project, question) as asked
        from counted_answers
    )
    semi join mixed using (item, asked)
),
told as (
    select
        item, asked, vendor,
        any_value(program) as program, any_value(project) as project,
        any_value(question) as question,
        coalesce(min(task_type), 'not given') as task_type,
        coalesce(min(language), 'not given') as language,
        coalesce(
            arg_max(guideline, (coalesce(day, date '0001-01-01'), guideline))
                filter (where guideline is not null),
            'not given'
        ) as guideline,
        max(day) as day,
        sum(hash(answer)) as pattern,
        count(*) over (partition by item, asked) - 1 as vendors
    from answers
    group by grouping sets ((item, asked, vendor), (item, asked))
)
select
    *,
    case when pool = 'vendor' then hash(vendor) end as of_vendor,
    cell_number(
        vendor, program, project, question, task_type, language, guideline, pool
    ) as cell
from (
    select
        * replace (coalesce(vendor, 'several vendors') as vendor),
        case when vendor is null then 'across' when vendors > 1 then 'vendor' else 'alone' end as pool
    from told
    where vendor is not null or vendors > 1
)
