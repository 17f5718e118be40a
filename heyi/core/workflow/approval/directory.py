"""What the engine asks about people. The organization answers; tests answer from a few lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from heyi.core.workflow.approval.rules import Reach
from heyi.core.workflow.matrices import Table

Amount = Callable[[], Decimal | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A post that somebody holds in a unit (任职), as it is called today. ``id`` is the assignment's; 0: the main post, which
    the employee's own record tells. ``manager_id`` is the direct manager in it.
    """

    id: int = 0
    department_id: int | None = None
    department: str = ""
    department_code: str = ""
    post_id: int | None = None
    post: str = ""
    post_code: str = ""
    company_id: int = 0
    company: str = ""
    manager_id: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An employee as the engine sees them. ``places`` are the posts that they hold now, the main one first; ``heads`` the
    units that they head.
    """

    id: int
    label: str
    active: bool = True
    department_id: int | None = None
    company_id: int = 0
    places: tuple[Place, ...] = ()
    heads: tuple[Place, ...] = ()

    @property
    def main(self) -> Place:
        """The main post."""
        return self.places[0] if self.places else Place(department_id=self.department_id, company_id=self.company_id)


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

    def members_of_group(self, code: str, *, company_id: int) -> list[int]:
        """Who is in a group of users today."""
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
