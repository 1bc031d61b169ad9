-- The words that the files use for errors, and where each stands in the error tree now.
-- Grain: one row per word, category and severity, those with the most errors first.
-- Columns: code (the file's word), category (path in the tree), severity, errors, vendors, listed
-- (whether a list of error codes speaks of the word).
select
    coalesce(facts.category, 'not given') as code,
    units.category, units.severity,
    count(*) as errors,
    string_agg(distinct units.vendor, ', ' order by units.vendor) as vendors,
    bool_or(lower(trim(facts.category)) in (select lower(trim(code)) from error_codes)) as listed
from error_units as units
inner join audit_errors as facts on units.row_key = facts.row_key
group by all
order by errors desc, code, category, severity
