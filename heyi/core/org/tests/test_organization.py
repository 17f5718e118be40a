"""The tree and the lines of managers: no circles, not even by two people at once; every past day can be asked for."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from heyi.core.access.work import unit_of_work
from heyi.core.org import selectors
from heyi.core.org.errors import DepartmentLoop, ManagerLoop, NotInFuture, PrimaryPost
from heyi.core.org.models import Department, Employee
from heyi.core.org.services import companies, departments, people, posts


def _at_once(*acts: Callable[[], Any]) -> list[str]:
    """Each act in its own connection and transaction; the names of what they ended with."""
    start, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            act()
            answers.append("done")
        except Exception as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers)


def test_two_changes_of_managers_at_once_close_no_circle(committed: Any) -> None:
    company, staff = committed.company, committed.employees

    def below(who: str, boss: str) -> Callable[[], None]:
        def act() -> None:
            with unit_of_work(companies.acting_for(company)) as actor:
                people.set_manager(staff[who].pk, Employee.objects.get(pk=staff[boss].pk), actor=actor)

        return act

    assert _at_once(below("finance", "warehouse"), below("warehouse", "finance")) == ["ManagerLoop", "done"]


def test_two_moves_at_once_close_no_circle(committed: Any) -> None:
    company, places = committed.company, committed.departments

    def under(which: str, other: str) -> Callable[[], None]:
        def act() -> None:
            with unit_of_work(companies.acting_for(company)) as actor:
                departments.move(places[which].pk, actor=actor, parent_id=places[other].pk)

        return act

    assert _at_once(under("finance", "warehouse"), under("warehouse", "finance")) == ["DepartmentLoop", "done"]


def test_the_database_refuses_a_circle_that_no_service_looked_at(committed: Any) -> None:
    a, b = committed.employees["finance"].pk, committed.employees["warehouse"].pk

    def close() -> None:
        with unit_of_work(companies.acting_for(committed.company)):
            Employee.objects.filter(pk=a).update(manager_id=b)
            Employee.objects.filter(pk=b).update(manager_id=a)

    with pytest.raises(DatabaseError, match="closes a circle"):
        close()
    with unit_of_work(companies.acting_for(committed.company)):
        assert Employee.objects.get(pk=a).manager_id == committed.employees["boss"].pk


@pytest.mark.django_db
class TestLines:
    def test_a_manager_below_oneself_is_refused_by_every_verb(self, cast: Any) -> None:
        actor, boss, sales = cast.system(), cast.employees["boss"], cast.employees["sales"]
        for change in (
            lambda: people.set_manager(boss.pk, sales, actor=actor),
            lambda: people.transfer(boss.pk, department=cast.departments["sales"], manager=sales, actor=actor),
            lambda: people.update(boss.pk, {"manager_id": sales.pk}, actor=actor),
        ):
            with pytest.raises(ManagerLoop), transaction.atomic():
                change()
        boss.refresh_from_db()
        assert boss.manager_id is None

    def test_nobody_is_hired_into_a_line_that_goes_round(self, cast: Any) -> None:
        actor, finance, warehouse = cast.system(), cast.employees["finance"], cast.employees["warehouse"]
        Employee.objects.filter(pk=finance.pk).update(manager=warehouse)
        Employee.objects.filter(pk=warehouse.pk).update(manager=finance)
        warehouse.refresh_from_db()
        with pytest.raises(ManagerLoop), transaction.atomic():
            people.hire(
                name="新人", number="N1", department=cast.departments["finance"], manager=warehouse, actor=actor
            )
        assert not Employee.objects.filter(number="N1").exists()
        # The database looks at what is there when the transaction ends.
        Employee.objects.filter(pk__in=(finance.pk, warehouse.pk)).update(manager=None)

    def test_a_department_is_not_moved_below_itself_or_into_the_future(self, cast: Any) -> None:
        actor = cast.system()
        with pytest.raises(DepartmentLoop), transaction.atomic():
            departments.move(cast.departments["sales"].pk, actor=actor, parent_id=cast.departments["shanghai"].pk)
        tomorrow = timezone.localdate() + timedelta(days=1)
        with pytest.raises(NotInFuture), transaction.atomic():
            departments.move(
                cast.departments["shanghai"].pk, actor=actor, parent_id=cast.departments["hr"].pk, since=tomorrow
            )
        assert Department.objects.get(pk=cast.departments["shanghai"].pk).parent_id == cast.departments["sales"].pk


@pytest.mark.django_db
class TestPast:
    """What stood where on a past day stays as it was, whatever comes later."""

    @pytest.fixture
    def days(self, cast: Any) -> dict[str, date]:
        """A department from 2026-01-01 that moved and was renamed in March, with one person who changed manager and post."""
        actor = cast.system()
        began, moved = date(2026, 1, 1), date(2026, 3, 1)
        place = departments.open_department(
            name="华南组", parent_id=cast.departments["sales"].pk, actor=actor, since=began
        )
        cast.departments["south"] = place
        person = people.hire(
            name="顾南",
            number="N9",
            department=place,
            manager=cast.employees["manager"],
            actor=actor,
            since=began,
        )
        cast.employees["south"] = person
        departments.change(
            place.pk, actor=actor, name="华南部", parent_id=cast.departments["root"].pk, move=True, since=moved
        )
        people.transfer(
            person.pk,
            department=cast.departments["finance"],
            manager=cast.employees["finance"],
            actor=actor,
            since=moved,
        )
        return {"before": date(2026, 2, 28), "after": moved, "long_ago": date(2025, 12, 31)}

    def test_departments_heads_posts_and_managers_are_those_of_the_day(self, cast: Any, days: dict[str, date]) -> None:
        actor = cast.actor("hr")
        place, person = cast.departments["south"].pk, cast.employees["south"].pk

        def on(day: str) -> tuple[Any, ...]:
            found = selectors.organization_on(days[day], actor=actor)
            units = [(unit.name, unit.parent_id) for unit in found.departments if unit.department_id == place]
            posts = [one.department_id for one in found.people if one.employee_id == person]
            return units, posts, found.manager_of(person)

        sales, root = cast.departments["sales"].pk, cast.departments["root"].pk
        assert on("before") == ([("华南组", sales)], [place], cast.employees["manager"].pk)
        assert on("after") == (
            [("华南部", root)],
            [cast.departments["finance"].pk],
            cast.employees["finance"].pk,
        )
        assert on("long_ago") == ([], [], None)

    def test_concurrent_posts_stand_beside_the_primary_one_and_end_alone(self, cast: Any) -> None:
        actor, who = cast.system(), cast.employees["finance"]
        today = timezone.localdate()
        since = today - timedelta(days=30)
        extra = posts.add_post(who.pk, department=cast.departments["warehouse"], actor=actor, since=since)
        posts.end_post(extra.pk, actor=actor, on=today)
        reader = cast.actor("hr")
        yesterday = selectors.organization_on(today - timedelta(days=1), actor=reader)
        now = selectors.organization_on(today, actor=reader)
        places = [{one.department_id for one in day.people if one.employee_id == who.pk} for day in (yesterday, now)]
        assert cast.departments["warehouse"].pk in places[0]
        assert places[1] == {cast.departments["finance"].pk}
        primary = who.assignments.get(kind="primary")
        cast.system()
        with pytest.raises(PrimaryPost):
            posts.end_post(primary.pk, actor=actor)

    def test_the_tree_and_its_people_come_by_the_api_within_what_one_may_see(self, cast: Any, api: Any) -> None:
        tree = api("employee").get("org/tree")
        assert tree.status_code == 200
        assert {unit["name"] for unit in tree.data["departments"]} >= {"销售部", "上海销售组", "财务部"}
        place = cast.departments["shanghai"].pk
        names = {one["name"] for one in api("employee").get("org/people", department=place).data["people"]}
        assert names == {"林晓雯", "赵同事"}
        assert api("stranger").get("org/people", department=place).data["people"] == []
        assert api("nobody").get("org/tree").status_code == 401

    def test_the_impact_of_a_move_names_who_gains_and_who_loses_sight(self, cast: Any, api: Any) -> None:
        place, to = cast.departments["shanghai"].pk, cast.departments["finance"].pk
        assert api("employee").get(f"org/departments/{place}/impact", parent=to).status_code == 403
        found = api("hr").get(f"org/departments/{place}/impact", parent=to)
        assert found.status_code == 200, found.data
        assert (found.data["departments"], found.data["people"]) == (1, 2)
        assert found.data["lose"] == ["经理李"]
        moved = api("hr").post(f"org/departments/{place}/move", {"parent": to})
        assert moved.status_code == 200, moved.data
        cast.system()
        assert Department.objects.get(pk=place).path == [cast.departments["root"].pk, to, place]
