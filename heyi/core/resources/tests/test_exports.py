"""An export holds what the list shows to whoever asked, and not a cell more."""

import csv
import io

import pytest
from openpyxl import load_workbook

from heyi.core.access.models import FieldRule, Role
from heyi.core.events.models import Event
from heyi.core.jobs.jobs import discard
from heyi.core.jobs.models import Job
from heyi.core.resources import exporting, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def books(cast, api):
    sales = api("sales")
    for title, price in (("=HYPERLINK(1)", "12.50"), ("蓝天", "-3.00"), ("@x", "9.00")):
        assert sales.post("plain/books", {"title": title, "price": price, "bought_on": "2026-11-23"}).status_code == 201
    assert api("colleague").post("plain/books", {"title": "别人的"}).status_code == 201


def exported(api, cast, name, **body):
    """The finished job and its file's bytes, as that person sees them."""
    asked = api(name).post("plain/books/export", body)
    assert asked.status_code == 202, asked.data
    exporting.run(asked.data["id"], cast.company.pk)
    job = api(name).get(f"jobs/{asked.data['id']}").data
    file = api(name).get(f"jobs/{asked.data['id']}/file")
    return job, b"".join(file.streaming_content) if file.status_code == 200 else b"", file


def table(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_holds_the_rows_of_the_list_in_its_order(cast, api, books):
    job, content, file = exported(api, cast, "sales", format="csv", sort="price", columns=["title", "price", "owner"])
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    assert content.startswith(b"\xef\xbb\xbf")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert table(content) == [
        ["Title", "Price", "负责人"],
        ["蓝天", "-3.00", "林晓雯"],
        ["'@x", "9.00", "林晓雯"],
        ["'=HYPERLINK(1)", "12.50", "林晓雯"],
    ]


def test_a_workbook_holds_numbers_dates_and_no_formulas(cast, api, books):
    _job, content, _file = exported(api, cast, "sales", format="xlsx", sort="price", columns="title,price,bought_on")
    sheet = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["蓝天", "@x", "=HYPERLINK(1)"]
    assert [row[0].data_type for row in rows] == ["s", "s", "s"]
    assert [row[0].quotePrefix for row in rows] == [False, True, True]
    assert [row[1].value for row in rows] == [-3, 9, 12.5]
    assert rows[0][2].value.isoformat() == "2026-11-23T00:00:00"


def test_filters_hold_and_each_person_gets_their_own_rows(cast, api, books):
    _job, content, _file = exported(api, cast, "sales", format="csv", filter=["price", "gt", "0"], columns="title")
    assert [row[0] for row in table(content)[1:]] == ["'=HYPERLINK(1)", "'@x"]
    _job, content, _file = exported(api, cast, "colleague", format="csv", columns="title")
    assert [row[0] for row in table(content)[1:]] == ["别人的"]


@pytest.mark.parametrize(("mode", "cells"), [("hidden", None), ("masked", "****")])
def test_hidden_fields_are_left_out_and_masked_ones_stay_masked(cast, api, books, mode, cells):
    cast.system()
    role = Role.objects.get(company=cast.company, code="sales")
    FieldRule.objects.create(company=cast.company, role=role, resource="plain.book", field="price", mode=mode)
    for other in Role.objects.filter(company=cast.company).exclude(code="sales"):
        FieldRule.objects.create(company=cast.company, role=other, resource="plain.book", field="price", mode=mode)
    for kind in ("csv", "xlsx"):
        _job, content, _file = exported(api, cast, "sales", format=kind, columns="title,price")
        if kind == "csv":
            found = [row[1:] for row in table(content)]
        else:
            sheet = load_workbook(io.BytesIO(content)).active
            found = [[cell.value for cell in row[1:]] for row in sheet.iter_rows()]
        assert found == ([[]] * 4 if cells is None else [["Price"]] + [[cells]] * 3)
    assert api("sales").post("plain/books/export", {"filter": ["price", "gt", "1"]}).status_code == 422


class TestRefusals:
    def test_whoever_may_not_export_leaves_no_job(self, cast, api, books):
        assert api("finance").post("plain/books/export", {}).status_code == 403
        assert api("nobody").post("plain/books/export", {}).status_code == 401
        cast.system()
        assert not Job.objects.exists()

    @pytest.mark.parametrize(
        "body", [{"format": "exe"}, {"x": 1}, [], {"filter": ["nothing", "eq", 1]}, {"sort": "nothing"}, {"sort": 5}]
    )
    def test_what_the_list_refuses_is_refused_at_once(self, cast, api, body):
        assert api("sales").post("plain/books/export", body).status_code == 422
        cast.system()
        assert not Job.objects.exists()

    def test_a_job_is_its_owners_alone(self, cast, api, books):
        job, _content, _file = exported(api, cast, "sales", format="csv")
        for name in ("manager", "admin", "stranger"):
            assert api(name).get(f"jobs/{job['id']}").status_code == 404
            assert api(name).get(f"jobs/{job['id']}/file").status_code == 404

    def test_rights_lost_while_it_waited_end_it(self, cast, api, books):
        asked = api("sales").post("plain/books/export", {"format": "csv"}).data
        cast.system()
        from heyi.core.access.models import RoleGrant

        RoleGrant.objects.filter(role__code="sales", role__company=cast.company).delete()
        exporting.run(asked["id"], cast.company.pk)
        job = api("sales").get(f"jobs/{asked['id']}").data
        assert (job["state"], job["file"], job["error"]["code"]) == ("failed", None, "denied")

    def test_nobody_queues_without_end(self, cast, api):
        codes = [api("sales").post("plain/books/export", {"format": "csv"}).status_code for _each in range(6)]
        assert codes == [202] * 5 + [429]


def test_an_export_is_on_record_and_its_file_goes_after_its_time(cast, api, books, tmp_path):
    job, _content, _file = exported(api, cast, "sales", format="csv")
    cast.system()
    assert Event.objects.filter(name="plain.book.exported", employee_id=cast.employees["sales"].pk).count() == 1
    assert len(list((tmp_path / "jobs").iterdir())) == 1
    discard(job_id=job["id"], company_id=cast.company.pk)
    assert list((tmp_path / "jobs").iterdir()) == []
    assert api("sales").get(f"jobs/{job['id']}").data["file"] is None
    assert api("sales").get(f"jobs/{job['id']}/file").status_code == 404


def test_running_it_twice_changes_nothing(cast, api, books, tmp_path):
    job, content, _file = exported(api, cast, "sales", format="csv")
    exporting.run(job["id"], cast.company.pk)
    again = api("sales").get(f"jobs/{job['id']}/file")
    assert b"".join(again.streaming_content) == content
    assert len(list((tmp_path / "jobs").iterdir())) == 1


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1", "|cmd"])
def test_text_that_would_become_a_formula_is_quoted(text):
    assert sheets.quoted(text) == f"'{text}"
    assert sheets.quoted(f"a{text}") == f"a{text}"
