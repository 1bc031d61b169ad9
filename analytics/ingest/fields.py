"""The things a column of a vendor's file can be: one short vocabulary for people.

The canonical tables repeat themselves on purpose (every table has an item, a vendor, a language).
A person who maps columns should not have to: here each thing has one name, and says into which
column of which table it goes. Headers are recognised by listed synonyms; the lists come from the
documented exports of labeling platforms and from spreadsheets of labeling vendors.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from analytics.errors import AskedForUnknown
from analytics.ingest.figures import currency_of
from analytics.ingest.moments import unit_word
from analytics.schema import TABLES, Column, Kind

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "labels": ("labels", "gold", "work"),
    "gold": ("gold",),
    "votes": ("votes", "gold"),
    "work": ("work", "audits"),
    "audits": ("audits", "audit_errors"),
    "invoices": ("invoices",),
    "payments": ("payments",),
    "budget": ("budget",),
    "rates": ("rates",),
    "fx": ("fx",),
    "roster": ("roster",),
    "attendance": ("attendance",),
    "pairs": ("pairs",),
    "scores": ("scores",),
    "targets": ("targets",),
    "notes": ("notes",),
}
"""What a sheet can be about, and the tables that it then feeds."""


@dataclass(frozen=True)
class Field:
    """Something a column can hold.

    Attributes:
        key: its name, for `--map answer=response`.
        title: its name on the page.
        meaning: what a value says.
        targets: for each table the column it goes into; a name that no table has is used to work
            out other columns, such as `average_time`.
        synonyms: headers that mean it, as `plain_header` writes them.
        kind: what its values are.
        many: several columns may be it at once (one question each).
    """

    key: str
    title: str
    meaning: str
    kind: Kind
    targets: Mapping[str, str]
    synonyms: tuple[str, ...]
    many: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it feeds."""
        return tuple(self.targets)


_MEASURED = ("work", "labels", "audits", "audit_errors", "votes", "gold")
_DIMENSIONED = ("work", "labels", "votes", "audits", "audit_errors", "invoices", "budget", "rates",
                "targets")  # fmt: skip


def _everywhere(column: str) -> dict[str, str]:
    return {name: column for name, table in TABLES.items() if table.has(column)}


def _field(key: str, meaning: str, kind: Kind, targets: dict[str, str], *synonyms: str,
           many: bool = False, title: str = "") -> Field:  # fmt: skip
    words = tuple(word for text in synonyms for word in text.split("|"))
    return Field(key, title or key.replace("_", " ").capitalize(), meaning, kind, targets,
                 (key.replace("_", " "), *words), many)  # fmt: skip


_FIELDS = (
    # Who, what, where: shared by most tables -----------------------------------------------------
    _field(
        "item", "the item that was worked on, judged or compared", Kind.ID,
        {**_everywhere("item_id"), "pairs": "prompt_id", "scores": "prompt_id"},
        "item id|items id|unit id|hit id|hitid|task id|taskid|data row id|datarow id|global key|"
        "external id|externalid|instance id|instance|example no|example id|example|question id|"
        "orig id|original id|source ref|doc id|document id|document|seg id|segment id|segment|"
        "global seg id|image name|image id|image|file name|filename|file|asset id|asset|ticket id|"
        "ticket|call id|record id|record|sample id|sample|input hash|audio|audio id|video id|"
        "prompt id|prompt|comparison id|conversation id|text id|sentence id|sent id|utterance id|"
        "unit|object id|frame id|url|uid|key|case id|case|clip id|query id|query|id|index|idx|uuid|"
        "task|question|object|hit|text|sentence|utterance|content|tweet id|tweet|post id|post|"
        "comment id|message id|claim id|claim|headline|passage|snippet",
        title="Item",
    ),
    _field(
        "annotator", "who did the work, voted or scored", Kind.ID,
        {**_everywhere("annotator"), "pairs": "rater", "scores": "rater"},
        "worker id|workerid|worker|annotator id|annotator name|labeler|labeller|labeler id|"
        "labeller id|labeler name|rater|rater id|user id|user|username|user name|agent|agent id|"
        "agent name|associate|associate id|associate name|contributor|contributor id|performer|"
        "toloker|participant id|participant|prolific pid|prolific id|emp id|employee id|employee|"
        "employee name|emp name|team member|team members|resource|resource name|created by|"
        "completed by|annotated by|labeled by|labelled by|done by|author|actor email|assignee|"
        "assigned to|representative|judge|session id|amt worker ids|amt worker id|coder|coder id|"
        "operator|operator id|tagger|linguist|transcriber|translator|evaluator|voter|turker|"
        "crowdworker|crowd worker|staff id|observer|observer id|reader|reader id|"
        "staff name|login id|login|email|e mail|user email|staff|name|person|member|first name",
    ),
    _field(
        "question", "which question was answered, or which attribute was checked", Kind.WORD,
        _everywhere("question"),
        "question name|question text|attribute|field|label type|task question|control|dimension",
    ),
    _field("vendor", "who delivered", Kind.WORD, _everywhere("vendor"),
           "vendor name|supplier|supplier name|partner|partner name|provider|bpo|agency"),
    _field("program", "the program it was done for", Kind.WORD, _everywhere("program"),
           "program name|programme|client|account|customer"),
    _field("project", "the project, batch or study inside the program", Kind.WORD,
           _everywhere("project"),
           "project name|project id|campaign|job|job name|job id|study|study name|dataset|"
           "dataset name|workstream|queue|queue name"),
    _field("task_type", "what kind of task; for money also the service", Kind.WORD,
           _everywhere("task_type"),
           "type of task|task name|activity|workflow|workflow name|work type|process|service type|"
           "task|job type|category of work|skill|annotation type|hit type|lob"),
    _field("language", "language or locale of the item", Kind.WORD, _everywhere("language"),
           "lang|locale|language code|target language|market|language name"),
    _field("guideline", "version of the guidelines in force", Kind.WORD, _everywhere("guideline"),
           "guidelines|guideline version|guidelines version|instruction version|spec version"),
    _field("lot", "delivery lot or batch", Kind.ID, _everywhere("lot_id"),
           "lot id|batch|batch id|batch no|batch number|batch name|delivery|delivery id|"
           "delivery no|"
           "lot no|lot number|shipment"),
    _field("currency", "ISO code of the amounts in the row", Kind.CURRENCY,
           _everywhere("currency"), "ccy|cur|curr|currency code|iso currency"),
    _field(
        "comment", "a remark", Kind.TEXT, _everywhere("comment"),
        "comments|remark|remarks|note|notes|feedback|auditor comment|reviewer comment|explanation|"
        "qa comment|qa comments|worker feedback|requester feedback",
    ),
    # When -----------------------------------------------------------------------------------------
    _field(
        "date", "the day the row counts on, where there is only one date", Kind.INSTANT,
        {"work": "submitted_at", "labels": "submitted_at", "audits": "audited_at",
         "audit_errors": "audited_at", "attendance": "on_date", "notes": "on_date",
         "fx": "valid_on", "pairs": "voted_at", "scores": "rated_at", "votes": "decided_at",
         "payments": "paid_at", "invoices": "invoice_date"},
        "work date|production date|prod date|day|shift date|activity date|report date|"
        "reporting date|date of call|date worked|calendar date|date of work|transaction date|"
        "effective date|on date|valid on|rate date|dates|as of|as of date",
    ),
    _field(
        "start", "when the person started", Kind.INSTANT, {"work": "started_at"},
        "start time|started at|started|accept time|accepttime|accepted at time|acceptance time|"
        "time in|begin|begin time|begin at|start utc time|start timestamp|start at|start datetime|"
        "opened at|started on|start date time|begin date|login time|clock in time",
    ),
    _field(
        "submitted", "when the answer was given or the work submitted", Kind.INSTANT,
        {"work": "submitted_at", "labels": "submitted_at", "pairs": "voted_at",
         "scores": "rated_at", "votes": "decided_at"},
        "submit time|submittime|submission time|submitted at|submitted on|completed at|completion "
        "time|end|end time|ended at|finish|finish time|finished at|finished|time out|tstamp|"
        "timestamp|completed date|completion date|completed on|end utc time|end timestamp|created "
        "at|created on|creation date|date created|updated at|labeled at|labelled at|annotated at|"
        "voted at|rated at|judged at|date completed|end datetime|date submitted|submission date|"
        "submit date|delivered at|delivery date|delivered on|date delivered|end date time|"
        "date time|datetime|time|decided at|completed time|logged at|last judgment at",
        title="Submitted",
    ),
    _field("sent", "when the item was sent to the vendor", Kind.INSTANT, {"work": "sent_at"},
           "sent at|date sent|received at|received|date received|assigned at|assigned date|"
           "assigned on|ingested at|uploaded at|sent on|received date|sent date|request date|"
           "queued at|item created at"),
    _field("due", "when it was due", Kind.INSTANT, {"work": "due_at"},
           "due at|due date|deadline|target date|sla due|due by|committed date|promised date"),
    _field(
        "handling_time", "time spent on the row's units", Kind.SECONDS, {"work": "handling_s"},
        "work time|time taken|lead time|seconds to label|seconds to create|time spent|duration|"
        "handle time|elapsed|elapsed time|active time|working time|time on task|task time|"
        "annotation time|labeling time|labelling time|time to complete|processing time|"
        "handling duration|seconds|minutes|worktime|work duration|time used|task duration|"
        "effort time|net time|handling|time worked|total time|total handle time|"
        "total handling time|talk time|avg talk duration total",
    ),
    _field(
        "average_time", "average time per unit; times the units it is the row's handling time",
        Kind.SECONDS, {"work": ""},
        "aht|avg handle time|avg handling time|average handle time|average handling time|"
        "avg time|time per item|time per unit|time per task|avg time per task|average time|"
        "avg task time|mean handling time|seconds per item|minutes per item|tpt|"
        "time per annotation|"
        "avg talk duration|average time per task|average time per item|avg duration",
    ),
    # Work -----------------------------------------------------------------------------------------
    _field("submission", "the vendor's own id of the submission", Kind.ID, {"work": "work_id"},
           "submission id|assignment id|assignmentid|annotation id|judgment id|judgement id|"
           "work id|label id|response id|entry id|row id|work item id|unique id|transaction id"),
    _field("page", "rows that share one page, suite or assignment", Kind.ID, {"work": "page_id"},
           "page id|task suite id|suite id|suite"),
    _field("units", "units delivered in the row", Kind.NUMBER, {"work": "units"},
           "completed|tasks completed|items|count|qty done|volume|output|production|judgments|"
           "judgements|judgments count|total annotations|total items annotated|created objects|"
           "throughput|units completed|items completed|tasks|task count|tasks done|items done|"
           "labels|annotations|completed tasks|completed units|completed items|units done|"
           "units delivered|delivered|delivered units|processed|items processed|units processed|"
           "total tasks|total units|total items|no of tasks|number of tasks|number of items|"
           "no of items|units produced|actual|actual units|done|qty completed|submitted units|"
           "tasks submitted|submitted|annotated|items annotated|items labeled|images labeled|"
           "images|calls handled|tickets handled|total completed|n items|n tasks|n units|"
           "total volume|"
           "actual volume|labels delivered|answered calls|labels done|annotations done|images done|"
           "items labelled|records completed"),
    _field("units_accepted", "of them accepted", Kind.NUMBER, {"work": "units_accepted"},
           "accepted|approved|accepted units|approved units|passed|units approved|accepted items|"
           "accepted tasks|approved tasks|tasks accepted|tasks approved|items accepted|qa passed|"
           "qty accepted|items approved|ok units|total accepted|units passed|final accepted|"
           "finally accepted|accepted final|accepted after rework|final approved|net accepted"),
    _field("units_first_pass", "of them accepted at their first review", Kind.NUMBER,
           {"work": "units_first_pass"},
           "first pass accepted|accepted first pass|first pass accepted units|first pass units|"
           "accepted at first review|accepted on first review|first time right units|ftr units|"
           "first review accepted|accepted 1st pass|1st pass accepted|first pass approved"),
    _field("units_rejected", "of them rejected", Kind.NUMBER, {"work": "units_rejected"},
           "rejected|rejects|rejected units|failed items|defects|failed|tasks rejected|"
           "rejected tasks|rejected items|units failed|items rejected|qty rejected|returned|"
           "total rejected|rejections"),
    _field("units_reworked", "of them reworked", Kind.NUMBER, {"work": "units_reworked"},
           "rework|reworked|reworked units|rework units|tasks reworked|items reworked|redone|"
           "rework count|fixed|corrected"),
    _field("hours_paid", "paid hours behind the row", Kind.NUMBER, {"work": "hours_paid"},
           "paid hours|billable hours|logged hours|login hours|logged in hours|total hours|"
           "billed hours|shift hours|fte hours|payroll hours|scheduled hours|hours paid|"
           "hours billed|hours logged|invoiced hours|hours total|staffed hours"),
    _field("hours_productive", "productive hours behind the row", Kind.NUMBER,
           {"work": "hours_productive"},
           "productive hours|hours|hrs|hours worked|man hours|worked hours|production hours|"
           "task hours|active hours|net hours|effective hours|working hours|hours spent|"
           "prod hours|work hours|annotation hours|working time hours|time hours"),
    _field("status", "where the submission ended", Kind.WORD,
           {"work": "status"},
           "state|assignment status|assignmentstatus|task status|submission status|disposition|"
           "work status|item status|review status|annotation status|qa status|final status|"
           "current status|outcome|customer review status"),
    _field("first_pass", "accepted at its first review", Kind.BOOL, {"work": "first_pass"},
           "first pass yes no|passed first review|first time right|ftr|right first time|"
           "accepted first time|first pass accepted|first review passed|fpy flag"),
    _field("stage", "annotate, review or rework", Kind.WORD, {"work": "stage"},
           "workflow stage|step|job stage|current stage|work stage|workflow step|"
           "current stage name"),
    _field("control", "a control or test item, not production", Kind.BOOL,
           {"work": "is_gold", "labels": "is_gold_item"},
           "is gold|golden|is golden|is test|is control|is gold standard|hidden test|gold item|"
           "test question|is test question|control item|is benchmark|is honeypot|honeypot|"
           "gold flag|is gold item|is control item|qualification"),
    _field("reward", "what the submission pays", Kind.MONEY, {"work": "reward"},
           "reward amount|pay|payment per response|payout|earning|earnings|compensation"),
    _field("rejected_at", "when it was rejected; approved all the same, it was overturned",
           Kind.INSTANT, {"work": ""}, "rejection time|rejected on|date rejected"),
    _field("is_auto", "done by a machine, not a person", Kind.BOOL, {"votes": "is_auto"},
           "auto labeled|machine labeled|auto annotated|is machine"),
    # Labels ---------------------------------------------------------------------------------------
    _field("answer", "the answer given", Kind.WORD, {"labels": "value", "votes": "value"},
           "label|response|class|category|annotation|judgment|judgement|choice|value|output|result|"
           "sentiment|rating|tag|annotated label|annotator label|label value|selected|selection|"
           "decision|answers|worker answer|predicted label|labels given|final label|intent|"
           "transcription|emotion|relations|label name|class name|assigned label|"
           "response text|answer text|score", many=True),
    _field("gold_answer", "the answer that is right", Kind.SET, {"gold": "accepted"},
           "gold|gold label|golden answer|truth|ground truth|ground truth label|correct answer|"
           "expected|expected answer|expected label|expert|expert label|reference label|"
           "reference answer|reference|benchmark|control answer|hidden label|true label|true class|"
           "correct label|gold value|gold standard|adjudicated label|golden label|answer key|"
           "accepted answers|correct category|gold class|known answer|expert answer", many=True),
    _field("gold_reason", "why the gold answer is right", Kind.TEXT, {"gold": "reason"},
           "gold reason|reason for gold"),
    _field("gold_kind", "where the gold answer comes from: expert, platform, consensus or injected",
           Kind.WORD, {"gold": "kind"}, "gold kind|kind of gold|gold source"),
    _field("trusted", "whether the platform trusts the answer", Kind.BOOL, {"labels": "trusted"},
           "is trusted|trusted judgment|is valid|valid judgment"),
    _field("tainted", "the platform does not trust the answer", Kind.BOOL, {"labels": ""},
           "is tainted|untrusted|spam|is spam|is spammer|flagged as spam"),
    _field("skipped", "the annotator passed on the item", Kind.BOOL, {"labels": "skipped"},
           "is skipped|was skipped|was cancelled|skip"),
    _field("confidence", "stated confidence", Kind.SHARE,
           {"labels": "confidence", "votes": "confidence"},
           "certainty|conf|confidence score|label confidence|agreement confidence"),
    _field("scale", "how answers compare: nominal, ordinal, interval, ratio, set, text or span",
           Kind.WORD, {"labels": "scale"}, "scale of measurement"),
    _field("round", "1 for the first answer, 2 and on for repeats", Kind.INT, {"labels": "round"},
           "pass|annotation round|iteration|round no|attempt"),
    _field("votes", "how many votes the answer got", Kind.INT, {"votes": "n_votes"},
           "n votes|vote count|number of votes|votes count|n annotators|count of votes"),
    _field("judgments", "how many judgments the item had", Kind.INT, {"votes": "n_judgments"},
           "n judgments|trusted judgments|num judgments|number of judgments|total votes|"
           "judgment count|n ratings|responses count|total judgments|count|num annotators|"
           "number of annotators"),
    _field("state", "the platform's state of the item", Kind.WORD, {"votes": "state"},
           "unit state|item state"),
    # Audits ---------------------------------------------------------------------------------------
    _field("audit", "the auditor's own id of the check", Kind.ID,
           {"audits": "audit_id", "audit_errors": "audit_id"},
           "audit id|review id|qa id|check id|audit no|audit number|evaluation id|qc id"),
    _field("auditor", "who checked", Kind.ID, _everywhere("auditor"),
           "reviewer|qa|qa name|qc|checker|verified by|reviewed by|team lead|auditor id|"
           "auditor name|reviewer id|reviewer name|qa agent|qa analyst|audited by|qa auditor|"
           "checked by|evaluated by|qc by|qa by|quality analyst|qc name|adjudicator|qa reviewer"),
    _field("audited", "when it was checked", Kind.INSTANT,
           {"audits": "audited_at", "audit_errors": "audited_at"},
           "audited at|audit date|audited on|review date|reviewed at|qa date|checked at|"
           "date audited|reviewed on|date reviewed|qc date|audit timestamp|audit time|"
           "evaluation date|date of audit|checked on"),
    _field("verdict", "pass or fail", Kind.WORD, {"audits": "verdict"},
           "pass fail|qa result|correct|is correct|audit result|review result|qc result|qa verdict|"
           "audit verdict|result of audit|qa outcome|audit outcome|review outcome|pass or fail|"
           "correct y n|correct yes no|correctness|expert verdict|audit decision|qa decision|"
           "review verdict|quality check|audit status|qa pass|passed|passed y n|final verdict|"
           "accurate|"
           "right wrong|correct or wrong|result|outcome|qa check result"),
    _field("wrong", "units with at least one error; or whether the unit is wrong", Kind.INT,
           {"audits": "n_wrong"},
           "is wrong|has error|error y n|incorrect|items with errors|items with error|wrong items|"
           "units wrong|items wrong|defective items|defective units|failed audits|incorrect items|"
           "error flag|is error|errored|is incorrect|errored items|n wrong|fails|items failed|"
           "units with errors|tasks with errors|erroneous items|incorrect tasks"),
    _field("errors", "errors found", Kind.INT, {"audits": "n_errors"},
           "missed|error count|no of errors|number of errors|defects found|n errors|errors found|"
           "total errors|num errors|error s|errors count|mistakes|findings|issues|issues found|"
           "qa errors|audit errors|"
           "errors in audit"),
    _field("checked", "units checked in the row", Kind.INT, {"audits": "n_checked"},
           "audited units|sample size|sampled|qa checked|opportunities|fields checked|n checked|"
           "audited|audited items|items audited|units audited|items checked|units checked|"
           "sample count|"
           "audit count|audits|qa sample|sampled items|sampled units|tasks audited|qc checked|"
           "reviewed items|items reviewed|no of audits|total audited|reviewed units|"
           "audited tasks|units reviewed|qa sampled|samples|checks|total audits"),
    _field("words", "words evaluated", Kind.INT, {"audits": "n_words"},
           "word count|words evaluated|evaluated words|number of words|n words|words checked|"
           "words audited|words reviewed|evaluation word count|ewc|words in sample"),
    _field("score", "the score given", Kind.NUMBER, {"audits": "score", "scores": "score"},
           "qa score|quality score|accuracy|quality|accuracy score|audit score|final score|"
           "points|review pass rate|accuracy rate|quality rate|qc score|total score|scored|stars|"
           "mark|grade|likert|rating score|rating|human score|human rating"),
    _field("max_score", "the best score possible", Kind.NUMBER, {"audits": "max_score"},
           "maximum score|out of|max points|total possible|possible score|max"),
    _field("design", "how the unit was chosen for the check", Kind.WORD, {"audits": "design"},
           "sampling|sampling method|sample method|audit type|sample type|selection method|"
           "audit design|sampling type|how selected"),
    _field("stratum", "the stratum it was drawn from", Kind.WORD, {"audits": "stratum"},
           "strata|sampling stratum|stratum name"),
    _field("inclusion_prob", "the chance it had to be drawn", Kind.SHARE,
           {"audits": "inclusion_prob"},
           "inclusion probability|sampling rate|sampling probability|draw probability|"
           "probability of selection"),
    _field("blind", "the auditor did not see whose work it was", Kind.BOOL, {"audits": "blind"},
           "is blind|blind audit|blind review|blinded"),
    _field("after_acceptance", "checked after it had been accepted", Kind.BOOL,
           {"audits": "after_acceptance"},
           "after accept|post acceptance|post delivery|post acceptance audit"),
    _field("disputed", "when, or whether, the vendor disputed the verdict", Kind.INSTANT,
           {"audits": "disputed_at"},
           "dispute|disputed at|dispute date|appeal|appealed|rebuttal|contested|escalated|"
           "dispute raised|disputed on|appeal date|dispute raised at|is disputed"),
    _field("resolved", "when the dispute was resolved", Kind.INSTANT, {"audits": "resolved_at"},
           "resolved at|dispute resolved|dispute resolved at|resolution date|resolved on|"
           "dispute closed"),
    _field("dispute_result", "how the dispute ended", Kind.WORD, {"audits": "dispute_result"},
           "dispute outcome|dispute status|dispute resolution|appeal result|appeal status|"
           "dispute decision|appeal outcome|rebuttal status|rebuttal result"),
    _field("category", "error category", Kind.WORD, {"audit_errors": "category"},
           "error category|error type|error code|reason|root cause|defect type|error reason|"
           "fail reason|failure reason|issue type|error subcategory|defect category|error|"
           "reason for error|error name|type of error|rejection reason|reject reason|"
           "issue category|"
           "mistake type|error description", many=True),
    _field("severity", "how bad the error is", Kind.WORD, {"audit_errors": "severity"},
           "level|critical|criticality|severity level|error severity|fatal non fatal|"
           "critical major minor|priority of error|impact|defect severity|error level"),
    _field("given", "what was given", Kind.WORD, {"audit_errors": "given"},
           "given answer|original value|original label|agent answer|annotator answer|submitted "
           "value|model answer|given label|labeled as|labelled as|original answer|old value|"
           "wrong value|vendor label|vendor answer"),
    _field("correct", "what would have been right", Kind.WORD, {"audit_errors": "correct"},
           "corrected value|corrected label|correct value|correction|should be|new value|"
           "right answer|fixed value|corrected answer|suggested label|auditor label|"
           "auditor answer|correct tag|corrected"),
    # Money ----------------------------------------------------------------------------------------
    _field("invoice", "the invoice it stands on or pays", Kind.ID, _everywhere("invoice_no"),
           "invoice no|invoice number|invoice id|inv no|bill no|invoice ref|bill number|inv number|"
           "invoice num|reference no|document no|inv|rechnungsnummer|rechnung nr|invoice nr"),
    _field("line", "its line number there", Kind.ID, {"invoices": "line_no"},
           "line no|line number|invoice line number|line item|line id|pos|position|sr no|s no|sno|"
           "item no|line nr|no"),
    _field("invoice_date", "the date of the invoice", Kind.DATE, {"invoices": "invoice_date"},
           "date of invoice|bill date|inv date|billing date|issue date|issued|issued on|"
           "date issued|invoiced at|invoiced on|billed at|billed on|rechnungsdatum"),
    _field("period", "a billing period in one cell, such as `26 Aug – 25 Sep 2025`", Kind.DATE,
           {"invoices": "", "budget": "", "work": "", "audits": "", "targets": ""},
           "billing period|service period|period covered|month|billing month|week|invoice period|"
           "fiscal month|reporting period|quarter|reporting week|calendar week|reporting month|"
           "cw|kw|week no|service month|wk"),
    _field("period_start", "first day covered", Kind.DATE,
           {"invoices": "period_start", "budget": "period_start", "work": "", "audits": ""},
           "period from|from|from date|week starting|week commencing|start of period|service from|"
           "billing start|week start|week beginning|week of|period begin|covered from|"
           "service start|period start date|billing period start|service start date|"
           "billing from|date from|week start date"),
    _field("period_end", "last day covered", Kind.DATE,
           {"invoices": "period_end", "budget": "period_end", "work": "", "audits": ""},
           "period to|to|to date|week ending|week s end date|end of period|service to|billing end|"
           "week end|through|covered to|service end|period end date|billing period end|"
           "service end date|billing to|date to|week ended|week end date|week ending date"),
    _field("sku", "the vendor's article or service code", Kind.WORD, {"invoices": "sku"},
           "item code|service code|product|product code|article|service|gl code|cost category|"
           "part no|sku code|service item|article no|leistung"),
    _field("description", "what the line says", Kind.TEXT, {"invoices": "description"},
           "line description|details|particulars|item description|service description|"
           "description of services|work description|beschreibung|bezeichnung|desc|narrative"),
    _field("qty", "quantity billed", Kind.NUMBER, {"invoices": "qty"},
           "quantity|quantitiy|units billed|billed units|billed qty|qty billed|menge|"
           "no of units|number of units|billed quantity|hours billed qty|anzahl|units qty"),
    _field("unit", "what is counted: item, hour …", Kind.WORD,
           {"invoices": "unit", "rates": "unit"},
           "uom|unit of measure|billing unit|per|einheit|unit type|pricing unit|price unit"),
    _field("rate", "price per unit", Kind.MONEY, {"invoices": "unit_rate", "rates": "rate"},
           "unit price|unit rate|price|cost per item|rate per hour|unit cost|hourly rate|"
           "rate per unit|price per unit|price per item|rate per item|cost per unit|billing rate|"
           "einzelpreis|preis|cost per label|price per label|rate per task|price per task"),
    _field("amount", "the net amount", Kind.MONEY,
           {"invoices": "amount", "payments": "amount", "budget": "amount", "work": "reward"},
           "line total|line amount|total this line item|net amount|amount paid|cost|charge|"
           "net|subtotal|extended price|extended amount|total price|total cost|total amount|"
           "line cost|price total|total net|betrag|gesamtpreis|summe|net total|"
           "total|value|amount due|paid amount|payment amount|budget|budget amount|planned amount|"
           "planned spend|budgeted amount|budgeted|allocated|allocation|planned budget|spend|"
           "amount excl tax|amount ex vat|net value|total charge|line value|fee|invoiced amount|"
           "budgeted spend|planned cost"),
    _field("invoice_total", "the invoice's total repeated on its lines; used to check, not loaded",
           Kind.MONEY, {"invoices": ""},
           "invoice amount|invoice total|total invoice|grand total|total invoice amount|"
           "total due|invoice value|header total|total this invoice|bill amount|bill total|"
           "gross amount|gross|amount incl tax|total incl tax|amount inc vat|total with tax|"
           "gross total"),
    _field("tax", "tax on the line", Kind.MONEY, {"invoices": "tax"},
           "vat|gst|sales tax|tax amount|vat amount|mwst|ust|igst|gst amount"),
    _field("invoice_status", "where the invoice stands", Kind.WORD, {"invoices": "status"},
           "status|state|payment status|bill status|document status|billing status|line status"),
    _field("po", "purchase order", Kind.ID, {"invoices": "po_no"},
           "po no|po number|purchase order|purchase order no|po id|purchase order number"),
    _field("payment", "the payment's own id", Kind.ID, {"payments": "payment_id"},
           "payment id|payment no|payment ref|payment reference|transaction ref|remittance id|"
           "payment number|remittance no|transaction no"),
    _field("paid", "when it was paid", Kind.DATE, {"payments": "paid_at"},
           "paid at|paid on|payment date|date paid|paid date|value date|remittance date"),
    _field("method", "how it was paid", Kind.WORD, {"payments": "method"},
           "payment method|paid by|payment type|mode of payment|channel of payment"),
    _field("planned_units", "units planned", Kind.NUMBER, {"budget": "units_planned"},
           "units planned|planned volume|budgeted units|planned qty|planned quantity|"
           "forecast units|target units|planned items|budget units|volume planned"),
    _field("version", "version of the plan", Kind.WORD, {"budget": "version"},
           "budget version|plan version|scenario|revision"),
    _field("tier_from", "units per period from which the rate holds", Kind.NUMBER,
           {"rates": "tier_from"},
           "tier|tier min|from|from qty|min qty|volume from|from units|tier start|min volume|"
           "from volume|volume tier|"
           "tier from units|units from|min units"),
    _field("minimum", "the least a period pays", Kind.MONEY, {"rates": "minimum"},
           "minimum charge|minimum fee|min charge|monthly minimum|minimum commitment"),
    _field("rush", "for rush work only", Kind.BOOL, {"rates": "rush"},
           "is rush|rush rate|expedited|urgent"),
    _field("valid_from", "first day it holds", Kind.DATE,
           {"rates": "valid_from", "targets": "valid_from"},
           "from|effective from|effective date from|start validity|from date valid|effective start|"
           "effective|effective since|rate from|in force from"),
    _field("valid_to", "last day it holds", Kind.DATE,
           {"rates": "valid_to", "targets": "valid_to"},
           "to|effective to|effective until|valid until|end validity|effective end|expires|rate to|"
           "valid till"),
    _field("rate_to_base", "base currency per one unit of the currency", Kind.NUMBER,
           {"fx": "rate_to_base"},
           "fx rate|exchange rate|fx|conversion rate|rate to usd|rate to eur|to base|"
           "rate to base currency|spot rate|usd rate|eur rate|fx to base"),
    # People ---------------------------------------------------------------------------------------
    _field("role", "annotator, reviewer, lead …", Kind.WORD, {"roster": "role"},
           "job title|designation|position title|job role|title of person|function"),
    _field("team", "team", Kind.WORD, {"roster": "team"},
           "department|team name|group|pod|squad|dept|tower|supervisor|team leader"),
    _field("site", "site or country", Kind.WORD, {"roster": "site"},
           "location|country|office|center|centre|city|work location|delivery center|site name"),
    _field("start_date", "first day on the program", Kind.DATE, {"roster": "start_date"},
           "hire date|joining date|date of joining|doj|joined|onboarded|onboarding date|"
           "go live date|"
           "date joined|hired|start on program"),
    _field("end_date", "last day", Kind.DATE, {"roster": "end_date"},
           "exit date|leaving date|last working day|termination date|left|lwd|attrition date|"
           "offboarded|date left"),
    _field("code", "present, late, leave, holiday …", Kind.WORD, {"attendance": "code"},
           "attendance|status|attendance code|leave type|day status|presence|attendance status|"
           "leave code|"
           "shift code|leave"),
    _field("hours", "hours attended", Kind.NUMBER, {"attendance": "hours"},
           "hours attended|attended hours|stated hours|hrs attended|hours present|hours on site"),
    _field("check_in", "when the person came", Kind.INSTANT, {"attendance": "check_in"},
           "clock in|arrival time|arival time|in time|time of arrival|login|punch in|shift start|"
           "checkin|sign in"),
    _field("check_out", "when the person left", Kind.INSTANT, {"attendance": "check_out"},
           "clock out|departure time|out time|logout|punch out|shift end|checkout|sign out"),
    # Evaluations ----------------------------------------------------------------------------------
    _field("system_a", "the first system", Kind.WORD, {"pairs": "system_a"},
           "model a|model x|system1|system 1|left|response a|model 1|model left|left model|"
           "candidate a|model1|assistant a|first model|option a|side a|variant a|model a name"),
    _field("system_b", "the second system", Kind.WORD, {"pairs": "system_b"},
           "model b|model y|system2|system 2|right|response b|model 2|model right|right model|"
           "candidate b|model2|assistant b|second model|option b|side b|variant b|model b name"),
    _field("winner", "who won", Kind.WORD, {"pairs": "winner"},
           "preference|choice|vote|better|preferred|chosen|winning model|verdict|human preference|"
           "preferred model|preferred response|preferred side|better model|better response|"
           "selected response|result|overall preference"),
    _field("rater_kind", "person or model", Kind.WORD, {"pairs": "rater_kind"},
           "judge type|rater type|judge kind|voter type"),
    _field("shown_first", "which was shown first", Kind.WORD, {"pairs": "shown_first"},
           "position|order|first shown|shown left|left shown|display order"),
    _field("turn", "turn of the conversation", Kind.INT, {"pairs": "turn"},
           "turn no|turns|turn number|turn index"),
    _field("vote", "the vote's own id", Kind.ID, {"pairs": "vote_id"},
           "vote id|battle id|match id|comparison vote id|ballot id"),
    _field("slice", "topic or slice of the prompt", Kind.WORD,
           {"pairs": "slice", "scores": "slice"},
           "topic|domain|category|prompt category|prompt type|subset|use case|theme|segment name"),
    _field("system", "the system scored", Kind.WORD, {"scores": "system"},
           "model|model name|sys id|system id|system name|model id|candidate|engine|variant|"
           "model version"),
    _field("dimension", "what was scored", Kind.WORD, {"scores": "dimension"},
           "criterion|criteria|aspect|metric name|rubric|quality dimension|dimension name|axis|"
           "attribute|metric"),
    _field("scale_min", "lowest score possible", Kind.NUMBER, {"scores": "scale_min"},
           "min score|scale low|minimum score"),
    _field("scale_max", "highest score possible", Kind.NUMBER, {"scores": "scale_max"},
           "max score scale|scale high|scale top|scale maximum|max score"),
    # Agreements and notes -------------------------------------------------------------------------
    _field("metric", "the metric, by its name in the metric dictionary", Kind.WORD,
           {"targets": "metric"}, "metric name|kpi|measure|sla|sla metric|indicator|kpi name"),
    _field("target", "the target, in the metric's unit", Kind.NUMBER, {"targets": "value"},
           "target value|value|goal|threshold|sla target|limit|target level|agreed value"),
    _field("direction", "which side is good", Kind.WORD, {"targets": "direction"},
           "good side|at least at most|better when|comparison|operator"),
    _field("note_title", "a few words, drawn on the charts", Kind.TEXT, {"notes": "title"},
           "title|headline|subject|event|decision title|what|summary|decision"),
    _field("note_body", "what was decided and why", Kind.TEXT, {"notes": "body"},
           "body|details|description|rationale|text|decision text|why|background"),
    _field("note_kind", "decision, guideline or incident", Kind.WORD, {"notes": "kind"},
           "kind|type|note type|event type|entry type|kind of note"),
)  # fmt: skip

FIELDS: Mapping[str, Field] = {field.key: field for field in _FIELDS}
"""Everything a column can be, by key."""


@dataclass(frozen=True)
class Header:
    """A header taken apart.

    Attributes:
        plain: its words, in lower case, single blanks, without the unit.
        full: the same with the unit.
        unit: the unit of time it names (`s`, `min`, `h`, `ms`, `d`); empty where it names none.
        currency: the currency it names.
        percent: whether it says per cent.
        scale: what one stands for where it says thousands or millions; 1 where it does not.
    """

    plain: str
    full: str
    unit: str = ""
    currency: str = ""
    percent: bool = False
    scale: int = 1


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PUNCTUATION = re.compile(r"[^\w]+|_+")
_SCALES = {"thousand": 1000, "thousands": 1000, "000s": 1000, "000": 1000, "million": 1_000_000,
           "millions": 1_000_000, "mn": 1_000_000, "mio": 1_000_000,
           "lakh": 100_000, "lakhs": 100_000, "crore": 10_000_000,
           "crores": 10_000_000}  # fmt: skip
_MONEY_SIGN = r"US\$|[$€£₹]|USD|EUR|GBP|INR|CHF"
_SCALED = re.compile(
    rf"(?<!\w)(?:(?P<kilo>[kKT](?P<c>{_MONEY_SIGN})|(?P<d>{_MONEY_SIGN})\s?(?:[kK]|['’]?000s?))"
    rf"|[mM](?P<e>{_MONEY_SIGN})|(?P<f>{_MONEY_SIGN})\s?(?:[mM]|mm|MM))(?!\w)"
)
"""Amounts in thousands or millions as headers write them: `k€`, `TEUR`, `$m`, `USD '000`."""
_FILLERS = {"in", "per", "of", "the"}


@cache
def read_header(header: str) -> Header:
    """Take a header apart.

    >>> read_header("WorkTimeInSeconds").plain, read_header("WorkTimeInSeconds").unit
    ('work time', 's')
    >>> read_header("Amount (EUR)").currency, read_header("Accuracy %").percent
    ('EUR', True)
    """
    text = unicodedata.normalize("NFKC", header).replace("IDs", "ids")
    words = _PUNCTUATION.sub(" ", _CAMEL.sub(" ", text)).lower().split()
    signs = [currency_of(sign) for sign in re.findall(r"[$€£₹¥]|US\$", header)]
    kept = list(words)
    unit = currency = ""
    scale = 1
    percent = "%" in header or any(word in ("percent", "pct", "percentage") for word in words)
    if match := _SCALED.search(text):
        scale = 1000 if match["kilo"] else 1_000_000
        currency = currency_of(next(filter(None, match.group("c", "d", "e", "f"))))
    while len(kept) > 1:
        last = kept[-1]
        if not unit and unit_word(last) and last not in ("day", "days"):
            unit = unit_word(last)
        elif not currency and currency_of(last) and len(last) == 3:
            currency = currency_of(last)
        elif last in _SCALES:
            scale = _SCALES[last]
        elif last not in _FILLERS and not (percent and last in ("percent", "pct", "percentage")):
            break
        kept.pop()
    unit = unit or next((unit_word(w) for w in words if len(w) > 2 and unit_word(w)), "")
    currency = currency or next((sign for sign in signs if sign), "")
    return Header(" ".join(kept), " ".join(words), unit, currency, percent, scale)


def plain_header(header: str) -> str:
    """A header's words without case and punctuation; what synonyms are listed as.

    >>> plain_header("  Worker_ID ")
    'worker id'
    """
    return read_header(header).full


@cache
def meanings(header: str) -> tuple[str, ...]:
    """The keys of all fields that a header is a listed synonym of.

    >>> meanings("AHT (s)"), meanings("Total seconds")
    (('average_time',), ())
    """
    read = read_header(header)
    listed = _synonyms().get(read.full)
    if listed and not (read.currency or read.percent):
        return listed
    bare = read_header(_BRACKETS.sub(" ", header)).plain
    found = listed or _synonyms().get(read.plain) or _synonyms().get(bare, ())
    return tuple(key for key in found if fits_unit(read, FIELDS[key]))


_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")


def fits_unit(read: Header, one: Field) -> bool:
    """Whether the unit that a header names can be the unit of a field.

    >>> fits_unit(read_header("Amount (s)"), FIELDS["amount"])
    False
    """
    if read.currency:
        return one.kind in (Kind.MONEY, Kind.NUMBER)
    if read.percent:
        return one.kind in (Kind.SHARE, Kind.NUMBER)
    if read.unit and read.plain != read.full:
        return one.kind is Kind.SECONDS or one.key in _TIMED
    return True


_TIMED = ("hours", "hours_paid", "hours_productive", "rate", "qty")
"""Fields besides lengths of time whose header may name a unit of time."""


@cache
def likeness(header: str) -> tuple[str, ...]:
    """The keys of all fields whose synonyms have the same words in another order or number.

    >>> likeness("Date of production"), likeness("Annotators")
    (('date',), ('annotator',))
    """
    read = read_header(header)
    words = _word_set(read.plain)
    found = (_word_sets().get(words) or ()) if words else ()
    return tuple(key for key in found if fits_unit(read, FIELDS[key]))


@cache
def misspelt(header: str) -> tuple[str, ...]:
    """The keys of all fields that a header names with a slip of the pen.

    >>> misspelt("Anotator ID")
    ('annotator',)
    """
    read = read_header(header)
    if len(read.plain) <= 6:
        return ()
    near = difflib.get_close_matches(read.plain, _synonyms(), n=1, cutoff=0.92)
    found = _synonyms()[near[0]] if near else ()
    return tuple(key for key in found if fits_unit(read, FIELDS[key]))


def _word_set(words: str) -> frozenset[str]:
    kept = [word for word in words.split() if word not in _FILLERS and word != "and"]
    return frozenset(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in kept)


@cache
def _word_sets() -> dict[frozenset[str], tuple[str, ...]]:
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for word, keys in _synonyms().items():
        both = (*found.get(_word_set(word), ()), *keys)
        found[_word_set(word)] = tuple(dict.fromkeys(both))
    return found


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in _FIELDS:
        for word in one.synonyms:
            found.setdefault(word, []).append(one.key)
    return {word: tuple(dict.fromkeys(keys)) for word, keys in found.items()}


def find_field(name: str) -> Field:
    """The field of a name as a person may write it: a key, a title, or `table.column`.

    Raises:
        AskedForUnknown: there is none.

    >>> find_field("Gold answer").key, find_field("labels.value").key
    ('gold_answer', 'answer')
    """
    word = name.strip().lower().replace(" ", "_").replace("-", "_")
    if word in FIELDS:
        return FIELDS[word]
    table, _, column = word.partition(".")
    for one in _FIELDS:
        if one.targets.get(table) == column and column:
            return one
    for one in _FIELDS:
        if word in (one.title.lower().replace(" ", "_"), *one.targets.values()) and word:
            return one
    raise AskedForUnknown("field", name, FIELDS)


@dataclass(frozen=True)
class Choosable:
    """A line of the list a person chooses from in the mapping grid.

    Attributes:
        key: what `--map` and plans call it.
        title: its name.
        meaning: what a value says.
        tables: the tables it can feed.
    """

    key: str
    title: str
    meaning: str
    tables: tuple[str, ...]


def fields() -> tuple[Choosable, ...]:
    """Everything a column can be mapped to, in a readable order.

    >>> [one.key for one in fields()][:3]
    ['item', 'annotator', 'question']
    """
    return tuple(Choosable(one.key, one.title, one.meaning, one.tables) for one in _FIELDS)


def column_of(one: Field, table: str) -> Column | None:
    """The column of a table that a field fills; None where it only helps to work others out."""
    name = one.targets.get(table, "")
    return TABLES[table].column(name) if name else None
