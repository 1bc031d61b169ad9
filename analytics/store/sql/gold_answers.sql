-- The accepted answers in force.
-- Grain: one row per item and question; the newest load wins where several give an answer.
select item_id, coalesce(question, 'label') as question, arg_max(accepted, load_id) as accepted
from gold
group by item_id, coalesce(question, 'label')
