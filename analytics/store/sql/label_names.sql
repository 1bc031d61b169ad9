-- The names behind the numbers of label_units.
-- Grain: one row per vendor, program, project, question, task type, language and guideline that occur.
-- Columns: whose, everyones (the same for all vendors), about, and the names; missing stays missing.
select
    hash(vendor, program, project, question) as whose,
    hash('several vendors', program, project, question) as everyones,
    hash(task_type, language, guideline) as about,
    any_value(vendor) as vendor, any_value(program) as program, any_value(project) as project,
    any_value(question) as question, any_value(task_type) as task_type,
    any_value(language) as language, any_value(guideline) as guideline
from counted_answers
{touched}
group by 1, 2, 3
