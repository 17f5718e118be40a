"""What must hold for document numbers."""
# ruff: noqa: S608 - the queries are put together from the names of tables and columns alone

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant
from heyi.core.numbering.series import registered

_GAPS = """
SELECT c.company_id, c.series || CASE WHEN c.period = '' THEN '' ELSE '/' || c.period END AS record,
       'number ' || n || ' was counted but never given out' AS detail
  FROM numbering_counter c CROSS JOIN LATERAL generate_series(1, c.last) n
 WHERE NOT EXISTS (SELECT 1 FROM numbering_issuednumber i WHERE i.company_id = c.company_id AND i.series = c.series
                      AND i.period = c.period AND i.value = n)
UNION ALL
SELECT i.company_id, i.series || ':' || i.text, 'given out beyond the counter'
  FROM numbering_issuednumber i
 WHERE NOT EXISTS (SELECT 1 FROM numbering_counter c WHERE c.company_id = i.company_id AND c.series = i.series
                      AND c.period = i.period AND c.last >= i.value)
UNION ALL
SELECT i.company_id, i.series || ':' || i.text, 'given out ' || count(*) || ' times'
  FROM numbering_issuednumber i GROUP BY i.company_id, i.series, i.text HAVING count(*) > 1
"""


def _tables() -> dict[str, str]:
    """The tables that hold numbered documents, by series."""
    found = {model._meta.label_lower: model for model in apps.get_models()}
    return {
        code: found[code]._meta.db_table
        for code in registered()
        if code in found and any(field.name == "number" for field in found[code]._meta.concrete_fields)
    }


def unique() -> str:
    """Numbers on two documents, and numbers missing from a series that has no gaps."""
    doubles = [
        f"SELECT company_id, '{code}:' || min(id), 'number ' || number || ' stands on ' || count(*) || ' documents'"
        f" FROM \"{table}\" WHERE number <> '' GROUP BY company_id, number HAVING count(*) > 1"
        for code, table in _tables().items()
    ]
    return " UNION ALL ".join([_GAPS, *doubles])


INVARIANTS = (Invariant("I8", _("Document numbers are unique and have no gaps"), unique),)
