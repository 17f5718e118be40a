"""People with several posts, and the company's own department, from files: a second run finds nothing to change."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from heyi.core.importing.command import import_folder
from heyi.core.org.models import Assignment, Department, Employee

pytestmark = pytest.mark.django_db
MAPPING = """
heyi: 1
steps:
  - file: depts.csv
    resource: org.department
    key: [code]
    fields: {code: id, name: name, parent: {column: up, lookup: org.department, by: code}}
  - {file: staff.csv, resource: org.post, key: [code], repeats: skip, fields: {code: title, name: title}}
  - {file: more.csv, resource: org.post, key: [code], repeats: skip, fields: {code: title, name: title}}
  - name: people
    file: staff.csv
    resource: org.employee
    key: [number]
    fields:
      number: no
      name: name
      department: {column: dept, lookup: org.department, by: code}
      post: {column: title, lookup: org.post, by: code}
    lines:
      concurrent_posts:
        file: more.csv
        on: {no: no}
        fields:
          department: {column: dept, lookup: org.department, by: code}
          post: {column: title, lookup: org.post, by: code}
          manager: {column: boss, lookup: org.employee, by: number}
"""
DEPTS = "id,name,up\nTOP,华东精密,\nA,甲部,TOP\nB,乙部,\n"
STAFF = "no,name,dept,title\nP1,张三,A,经理\nP2,李四,B,专员\n"
MORE = "no,dept,title,boss\nP1,B,顾问,\nP1,A,内审,\nP2,A,专员,\n"


@pytest.fixture
def bring(cast, tmp_path):
    """Write the files and import them as the administrator; what each step has done, by its name."""

    def run(more: str = MORE, *, dry_run: bool = False):
        for name, text in (("m.yaml", MAPPING), ("depts.csv", DEPTS), ("staff.csv", STAFF), ("more.csv", more)):
            (tmp_path / name).write_text(text)
        report = import_folder(
            tmp_path,
            tmp_path / "m.yaml",
            username="admin",
            dry_run=dry_run,
            stop_on_error=False,
            progress=lambda name, done, total: None,
        )
        cast.system()
        return report

    cast.system()
    Department.objects.filter(company=cast.company, parent=None).update(code="TOP")
    return run


def counts(report, name: str) -> tuple[int, int, int, int]:
    step = next(step for step in report.steps if step.name == name)
    return step.created, step.updated, step.unchanged, step.failed


def held(number: str) -> set[tuple[str, str, str]]:
    rows = Assignment.objects.filter(employee__number=number, during__contains=timezone.localdate())
    return {(str(one.kind), one.department.name, one.post.name if one.post else "") for one in rows}


def test_concurrent_posts_come_with_the_person_and_a_second_run_changes_nothing(bring):
    assert counts(bring(), "people") == (2, 0, 0, 0)
    three = {("primary", "甲部", "经理"), ("concurrent", "乙部", "顾问"), ("concurrent", "甲部", "内审")}
    assert held("P1") == three
    assert held("P2") == {("primary", "乙部", "专员"), ("concurrent", "甲部", "专员")}
    rows = list(Assignment.objects.order_by("pk").values_list("pk", "version"))
    again = bring()
    assert counts(again, "people") == (0, 0, 2, 0)
    assert rows == list(Assignment.objects.order_by("pk").values_list("pk", "version"))
    assert held("P1") == three


def test_the_department_of_the_company_itself_is_unchanged_too(bring, cast):
    first = bring()
    assert counts(first, "org.department") == (2, 0, 1, 0)
    assert counts(bring(), "org.department") == (0, 0, 3, 0)
    top = Department.objects.get(company=cast.company, parent=None)
    assert (top.code, top.name) == ("TOP", "华东精密")


def test_a_post_that_is_not_there_any_more_ends_and_its_past_stays(bring):
    bring()
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(employee__number="P1").update(during=DateRange(yesterday, None))
    assert counts(bring(more="no,dept,title,boss\nP1,B,顾问,P2\nP2,A,专员,\n"), "people") == (0, 1, 1, 0)
    assert held("P1") == {("primary", "甲部", "经理"), ("concurrent", "乙部", "顾问")}
    past = Assignment.objects.get(employee__number="P1", kind="concurrent", during__endswith__isnull=False)
    assert (past.post.name, past.during.upper) == ("内审", timezone.localdate())
    kept = Assignment.objects.get(employee__number="P1", kind="concurrent", during__endswith__isnull=True)
    assert (kept.manager.number, kept.during.lower) == ("P2", yesterday)


def test_the_same_post_twice_is_an_error_of_the_person_and_the_others_come(bring):
    report = bring(more="no,dept,title,boss\nP1,B,顾问,\nP1,B,顾问,\nP2,A,专员,\n")
    assert counts(report, "people") == (1, 0, 0, 1)
    assert not Employee.objects.filter(number="P1").exists()
    (error,) = report.errors
    assert (error.file, error.row, error.code) == ("more.csv", 3, "double")


def test_a_dry_run_leaves_nothing(bring):
    assert counts(bring(dry_run=True), "people") == (2, 0, 0, 0)
    assert not Employee.objects.filter(number__in=("P1", "P2")).exists()
