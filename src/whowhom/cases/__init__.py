"""Cases: read, checked, described and written.

A case is a folder of small tables on one ruling circle. :func:`read_case` returns it as a frozen
:class:`Case`; :func:`check_case` lists everything that is wrong with it at once.
"""

from whowhom.cases.build import fingerprint, holders
from whowhom.cases.case import Case, Day, Period, Quantity, Reference
from whowhom.cases.check import Report, Unsourced, check_case, read_case
from whowhom.cases.chronicle import Dated, chronicle
from whowhom.cases.datapackage import datapackage, datapackage_text
from whowhom.cases.folder import casebook_cases, shipped_cases
from whowhom.cases.importing import (
    Imported,
    ImportPlan,
    ImportQuestion,
    Repair,
    import_workbook,
    plan_import,
    settle,
    write_import,
)
from whowhom.cases.levels import LEVELS
from whowhom.cases.problems import CODES, Problem
from whowhom.cases.recoding import Recoded, import_folder
from whowhom.cases.record import Record, observed_record
from whowhom.cases.templates import new_case

__all__ = [
    "CODES",
    "LEVELS",
    "Case",
    "Dated",
    "Day",
    "ImportPlan",
    "ImportQuestion",
    "Imported",
    "Period",
    "Problem",
    "Quantity",
    "Recoded",
    "Record",
    "Reference",
    "Repair",
    "Report",
    "Unsourced",
    "casebook_cases",
    "check_case",
    "chronicle",
    "datapackage",
    "datapackage_text",
    "fingerprint",
    "holders",
    "import_folder",
    "import_workbook",
    "new_case",
    "observed_record",
    "plan_import",
    "read_case",
    "settle",
    "shipped_cases",
    "write_import",
]
