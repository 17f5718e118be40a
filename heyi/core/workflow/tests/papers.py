"""Documents without a table, for approvals on PostgreSQL: what is approved, and what approving did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from heyi.core.workflow import builder as b
from heyi.core.workflow import subjects
from heyi.core.workflow.services import cases, definitions
from heyi.core.workflow.subjects import Described, Subject
from tests.cast import Cast
from tests.client import ApiClient

Api = Callable[[str], ApiClient]
KEY = "trial.memo"


class Memos:
    """A kind of document and its process, registered while the test runs. ``log`` is what happened to it."""

    def __init__(self, cast: Cast, api: Api) -> None:
        self.cast, self.api = cast, api
        self.values: dict[str, Any] = {"total": Decimal("100.00")}
        self.log: list[str] = []
        self.numbers = iter(range(1, 10_000))

    def hook(self, name: str) -> Callable[[int, Any], None]:
        """A reaction that is remembered."""
        return lambda record_id, actor: self.log.append(name)

    def submit(self, who: str = "sales", **options: Any) -> int:
        """A new case."""
        return cases.submit(KEY, next(self.numbers), actor=self.cast.actor(who), **options)

    def id(self, name: str) -> int:
        """The id of somebody."""
        return int(self.cast.employees[name].pk)

    def task(self, name: str) -> int:
        """The only open task in somebody's inbox."""
        (row,) = self.api(name).get("workflow/inbox").data["rows"]
        return int(row["task_id"])

    def act(self, name: str, verb: str, **body: Any) -> Any:
        """An act on the only open task of somebody; it must be possible."""
        answer = self.api(name).post(f"workflow/tasks/{self.task(name)}/{verb}", body)
        assert answer.status_code == 200, answer.content
        return answer.data


@contextmanager
def memos(cast: Cast, api: Api, *steps: b.Step, revert: bool = False, **options: Any) -> Iterator[Memos]:
    """Memos with a process of these steps."""
    found = Memos(cast, api)
    names = ("submitted", "approved", "rejected", "returned", "withdrawn")
    hooks: dict[str, Any] = {f"on_{name}": found.hook(name) for name in names}
    if revert:
        hooks["revert"] = found.hook("reverted")
    subjects.register_subject(
        Subject(
            KEY,
            load=lambda record_id: Described(f"MEMO-{record_id}", cast.company.pk, "A memo"),
            snapshot=lambda record_id: dict(found.values),
            may_view=lambda record_id, actor: False,
            **hooks,
        )
    )
    definitions.register_process(b.process(KEY, "Memo", *steps, **options))
    try:
        yield found
    finally:
        del subjects._subjects[KEY]
        del definitions._shipped[KEY]
        definitions._texts.pop(KEY, None)
