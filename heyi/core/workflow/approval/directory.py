"""What the engine asks about people. The organization answers; tests answer from a few lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from heyi.core.workflow.approval.rules import Reach
from heyi.core.workflow.matrices import Table

Amount = Callable[[], Decimal | None]


@dataclass(frozen=True, slots=True)
class Person:
    """An employee as the engine sees them."""

    id: int
    label: str
    active: bool = True
    department_id: int | None = None
    company_id: int = 0
    post: str = ""
    department: str = ""

    def identity(self) -> dict[str, Any]:
        """As whom somebody decides: kept with the decision, since posts change."""
        return {"name": self.label, "post": self.post, "department": self.department, "company": self.company_id}


class Directory(Protocol):
    """The organization as of now. Ids are those of employees; unknown ids are left out of answers."""

    def people(self, ids: Iterable[int]) -> Mapping[int, Person]:
        """Those that exist."""
        ...

    def managers(self, employee_id: int) -> list[int]:
        """The chain above somebody, the direct manager first; free of cycles."""
        ...

    def department_heads(self, department_id: int) -> list[int]:
        """The head of a department and of each above it, innermost first; departments without one are left out."""
        ...

    def holders_of_role(self, code: str, reach: Reach, *, company_id: int, department_id: int | None) -> list[int]:
        """Who holds a role within reach."""
        ...

    def holders_of_post(self, code: str, reach: Reach, *, company_id: int, department_id: int | None) -> list[int]:
        """Who holds a post within reach."""
        ...

    def delegate_of(self, employee_id: int, process: str, at: datetime, amount: Amount) -> int | None:
        """Who stands in for somebody at a moment, for one process and an amount, which is asked for only where a rule has a
        limit. A rule with a limit does not cover documents whose amount is not known.
        """
        ...

    def administrators(self, company_id: int) -> list[int]:
        """Who is asked when nobody else is found."""
        ...

    def members_of(self, department: str, *, company_id: int, department_id: int | None) -> list[int]:
        """Who works in a department, by its id or code; empty: in the department ``department_id``."""
        ...

    def department_line(self, department_id: int | None) -> list[int]:
        """A department and all above it."""
        ...

    def by_numbers(self, numbers: Iterable[str], company_id: int) -> Mapping[str, int]:
        """Employees by their numbers."""
        ...

    def matrix(self, code: str, company_id: int) -> Table | None:
        """The responsibility matrix that is in force."""
        ...
