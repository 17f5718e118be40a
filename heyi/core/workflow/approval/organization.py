"""The engine's questions, answered from the organization's tables; one statement each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from heyi.core.workflow.approval.directory import Amount, Person, Place
from heyi.core.workflow.approval.rules import Reach
from heyi.core.workflow.matrices import Table

# The main post is that of the employee's record; the others are the concurrent posts and secondments of today.
PLACE = """json_build_object(
  'id', {id}, 'department_id', d.id, 'department', coalesce(d.name, ''), 'department_code', coalesce(d.code, ''),
  'post_id', p.id, 'post', coalesce(p.name, ''), 'post_code', coalesce(p.code, ''), 'company_id', c.id,
  'company', coalesce(nullif(c.short_name, ''), c.name, ''), 'manager_id', {manager})"""
PEOPLE = f"""
SELECT e.id, e.name, e.status = 'active' AND (e.left_on IS NULL OR e.left_on > current_date), e.department_id,
       e.company_id, {PLACE.format(id=0, manager="e.manager_id")}::text,
  (SELECT json_agg({PLACE.format(id="a.id", manager="a.manager_id")} ORDER BY a.id)::text FROM org_assignment a
     JOIN org_department d ON d.id = a.department_id JOIN org_company c ON c.id = a.company_id
     LEFT JOIN org_post p ON p.id = a.post_id
    WHERE a.employee_id = e.id AND a.kind <> 'primary' AND a.during @> current_date),
  (SELECT json_agg({PLACE.format(id=0, manager="NULL")} ORDER BY d.id)::text FROM org_department d
     JOIN org_company c ON c.id = d.company_id LEFT JOIN org_post p ON false
    WHERE d.head_id = e.id AND d.closed_on IS NULL)
FROM org_employee e LEFT JOIN org_post p ON p.id = e.post_id LEFT JOIN org_department d ON d.id = e.department_id
LEFT JOIN org_company c ON c.id = e.company_id
WHERE e.id = ANY(%s)
"""  # noqa: S608  put together from the constants above
# PostgreSQL keeps one plan for one person. For a list of unknown length it would plan anew each time, which takes longer than
# the answer.
PERSON = PEOPLE.replace("e.id = ANY(%s)", "e.id = %s")
MANAGERS = """
WITH RECURSIVE up AS (
  SELECT manager_id, 1 AS height, ARRAY[id] AS seen FROM org_employee WHERE id = %s
  UNION ALL
  SELECT e.manager_id, height + 1, seen || e.id FROM up JOIN org_employee e ON e.id = up.manager_id
  WHERE NOT e.id = ANY(seen) AND height < 20
)
SELECT manager_id FROM up WHERE manager_id IS NOT NULL AND NOT manager_id = ANY(seen) ORDER BY height
"""
HEADS = """
SELECT above.head_id FROM org_department d JOIN org_department above ON above.id = ANY(d.path || d.id)
WHERE d.id = %s AND above.head_id IS NOT NULL ORDER BY cardinality(above.path) DESC
"""
WITHIN = """
  AND (%(reach)s <> 'company' OR a.company_id = %(company)s)
  AND (%(reach)s <> 'department' OR e.department_id = %(department)s)
  AND (%(reach)s <> 'department_and_above'
       OR e.department_id IN (SELECT unnest(d.path || d.id) FROM org_department d WHERE d.id = %(department)s))
ORDER BY e.id
"""
BY_ROLE = (
    """
SELECT DISTINCT e.id FROM access_roleassignment a JOIN access_role r ON r.id = a.role_id
JOIN org_employee e ON e.id = a.employee_id
WHERE r.code = %(code)s AND (a.valid_to IS NULL OR a.valid_to >= current_date)
"""
    + WITHIN
)
# Within reach is the unit in which the post is held, not the unit of the main post.
BY_POST = """
SELECT DISTINCT e.id FROM org_assignment a JOIN org_post p ON p.id = a.post_id JOIN org_employee e ON e.id = a.employee_id
WHERE p.code = %(code)s AND a.during @> current_date
""" + WITHIN.replace("e.department_id", "a.department_id")
DELEGATE = """
SELECT delegate_id, amount_below FROM org_delegation
WHERE principal_id = %s AND starts_at <= %s AND ends_at > %s AND revoked_at IS NULL
  AND (processes = '{}' OR %s = ANY(processes))
ORDER BY id DESC LIMIT 1
"""

MEMBERS = """
SELECT DISTINCT e.id FROM org_employee e
LEFT JOIN org_assignment a ON a.employee_id = e.id AND a.during @> current_date
JOIN org_department d ON d.id = e.department_id OR d.id = a.department_id
WHERE d.company_id = %(company)s AND e.status <> 'left' AND CASE WHEN %(name)s = '' THEN d.id = %(department)s
  ELSE d.code = %(name)s OR (%(digits)s AND d.id::text = %(name)s) END
ORDER BY e.id
"""
IN_GROUP = """
SELECT m.employee_id FROM org_membership m JOIN org_usergroup g ON g.id = m.group_id
WHERE g.company_id = %s AND g.code = %s AND (m.starts_on IS NULL OR m.starts_on <= current_date)
  AND (m.ends_on IS NULL OR m.ends_on >= current_date) ORDER BY m.employee_id
"""
MATRIX = """
SELECT v.number, v.columns, v.rows FROM workflow_matrixversion v JOIN workflow_matrix m ON m.id = v.matrix_id
WHERE m.company_id = %s AND m.code = %s ORDER BY v.number DESC LIMIT 1
"""


class Organization:
    """The organization as of now, as far as row-level security shows it. One is made for each act or look."""

    def __init__(self) -> None:
        self._people: dict[int, Person | None] = {}

    def people(self, ids: Iterable[int]) -> dict[int, Person]:
        """Those that exist; each is looked up once."""
        wanted = {one for one in ids if one}
        unknown = wanted - self._people.keys()
        if unknown:
            rows = _all(PERSON, [*unknown]) if len(unknown) == 1 else _all(PEOPLE, [sorted(unknown)])
            self._people |= dict.fromkeys(unknown)
            self._people |= {
                row[0]: Person(row[0], row[1], bool(row[2]), row[3], row[4], _places(row[5], row[6]), _places(row[7]))
                for row in rows
            }
        found = ((one, self._people[one]) for one in wanted)
        return {one: person for one, person in found if person is not None}

    def managers(self, employee_id: int) -> list[int]:
        """The chain above somebody."""
        return [row[0] for row in _all(MANAGERS, [employee_id])]

    def department_heads(self, department_id: int) -> list[int]:
        """Heads from the department upwards; a person who heads several of them in a row counts once."""
        return list(dict.fromkeys(row[0] for row in _all(HEADS, [department_id])))

    def holders_of_role(self, code: str, reach: Reach, *, company_id: int, department_id: int | None) -> list[int]:
        """Who holds a role today."""
        return _holders(BY_ROLE, code, reach, company_id, department_id)

    def holders_of_post(self, code: str, reach: Reach, *, company_id: int, department_id: int | None) -> list[int]:
        """Who holds a post today, concurrent posts included."""
        return _holders(BY_POST, code, reach, company_id, department_id)

    def delegate_of(self, employee_id: int, process: str, at: datetime, amount: Amount) -> int | None:
        """The newest standing delegation that covers the process and the amount."""
        for delegate_id, below in _all(DELEGATE, [employee_id, at, at, process]):
            known = None if below is None else amount()
            if below is None or (known is not None and known < below):
                return int(delegate_id)
        return None

    def administrators(self, company_id: int) -> list[int]:
        """Holders of the shipped role."""
        return _holders(BY_ROLE, "administrator", Reach.COMPANY, company_id, None)

    def members_of(self, department: str, *, company_id: int, department_id: int | None) -> list[int]:
        """Who works there today, those with a concurrent post included."""
        facts = {"name": department, "company": company_id, "department": department_id, "digits": department.isdigit()}
        return [row[0] for row in _all(MEMBERS, facts)]

    def members_of_group(self, code: str, *, company_id: int) -> list[int]:
        """Members whose time it is."""
        return [row[0] for row in _all(IN_GROUP, [company_id, code])]

    def department_line(self, department_id: int | None) -> list[int]:
        """From the department's stored path."""
        rows = _all("SELECT path || id FROM org_department WHERE id = %s", [department_id])
        return list(rows[0][0]) if rows else []

    def by_numbers(self, numbers: Iterable[str], company_id: int) -> dict[str, int]:
        """Of one company."""
        sql = "SELECT number, id FROM org_employee WHERE company_id = %s AND number = ANY(%s)"
        return dict(_all(sql, [company_id, list(numbers)]))

    def matrix(self, code: str, company_id: int) -> Table | None:
        """The newest version."""
        rows = _all(MATRIX, [company_id, code])
        return Table(rows[0][0], tuple(_json(rows[0][1])), tuple(_json(rows[0][2]))) if rows else None


def _places(first: str | None, more: str | None = None) -> tuple[Place, ...]:
    """What the statement gives: one place, or a list of them, or nothing."""
    found = [one for text in (first, more) if text for one in _listed(orjson.loads(text))]
    return tuple(Place(**one) for one in found)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


def _holders(sql: str, code: str, reach: Reach, company_id: int, department_id: int | None) -> list[int]:
    facts = {"code": code, "reach": str(reach), "company": company_id, "department": department_id}
    return [row[0] for row in _all(sql, facts)]


def _all(sql: str, parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
