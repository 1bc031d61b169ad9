-- Every answer that counts for agreement.
-- Grain: one row per live row of labels that counts: of an annotator's repeats the newest does; skips,
-- untrusted answers, control items and free text do not.
-- Ids that differ only by a trailing separator or blank ("12," and "12") are one item; with the
-- setting match_ids also those that differ by case: label_spellings knows them. Files of several
-- annotators are joined that way.
with repeated as (
    select program, project, vendor, item_id, question, annotator, row_key, round, load_id, row_no
    from labels
    where round > 1
        and value is not null
        and trusted is not false
        and is_gold_item is not true
        and coalesce(scale, 'nominal') not in ('text', 'span')
    union all
    select
        labels.program, labels.project, labels.vendor, spelled.unit_id, labels.question,
        labels.annotator, labels.row_key, labels.round, labels.load_id, labels.row_no
    from labels
    inner join (
        select item_id, unit_id from label_spellings
        union
        select unit_id, unit_id from label_spellings
    ) as spelled using (item_id)
    where labels.value is not null
        and labels.trusted is not false
        and labels.is_gold_item is not true
        and coalesce(labels.scale, 'nominal') not in ('text', 'span')
),
newest as (
    select
        program, project, vendor, item_id, question, annotator,
        arg_max(row_key, (round, load_id, row_no)) as row_key
    from repeated
    group by program, project, vendor, item_id, question, annotator
)
select
    labels.row_key, labels.load_id, labels.row_no, labels.day,
    coalesce(labels.vendor, 'not given') as vendor,
    coalesce(labels.program, 'not given') as program,
    coalesce(labels.project, 'not given') as project,
    coalesce(labels.question, 'label') as question,
    coalesce(spelled.unit_id, labels.item_id) as item_id,
    coalesce(labels.annotator, 'not given') as annotator,
    labels.task_type, labels.language, labels.guideline,
    labels.value as answer
from labels
left join label_spellings as spelled on labels.item_id = spelled.item_id
left join newest
    on coalesce(spelled.unit_id, labels.item_id) = newest.item_id
    and labels.annotator = newest.annotator
    and labels.question is not distinct from newest.question
    and labels.vendor is not distinct from newest.vendor
    and labels.program is not distinct from newest.program
    and labels.project is not distinct from newest.project
where labels.value is not null
    and labels.trusted is not false
    and labels.is_gold_item is not true
    and coalesce(labels.scale, 'nominal') not in ('text', 'span')
    and (newest.row_key is null or newest.row_key = labels.row_key)
