-- The accepted answers in force.
-- Grain: one row per item and question; the newest load wins where several give an answer.
-- Columns: match_id (the item, tidied where the setting match_ids says so), question, accepted,
-- load_id and row_no (where it stands), questions (how many of the item's questions have gold).
select *, count(*) over (partition by match_id) as questions
from (
    select
        matched(item_id) as match_id, coalesce(question, 'label') as question,
        arg_max(accepted, load_id) as accepted,
        max(load_id) as load_id, arg_max(row_no, load_id) as row_no
    from gold
    group by all
)
