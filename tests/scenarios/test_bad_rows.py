"""A corrupted copy of a trading company's files: every bad row is named exactly, all good rows and only they are taken."""

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

from heyi.apps.crm.models import Customer
from heyi.apps.masterdata.models import Category, Party, Product
from heyi.apps.sales.models import Order, OrderLine
from heyi.core.access.work import declare
from heyi.core.importing.command import import_folder
from heyi.core.importing.report import write_errors
from heyi.core.org.models import Employee

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT.parent / "shared" / "data" / "northwind"
MAPPING = ROOT / "examples" / "northwind.yaml"
ORDERS = 12
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FILES.is_dir() and os.environ.get("CI") != "true", reason="the files ../shared/data/northwind are not here"
    ),
]
MORE = """
  - name: partners
    file: partners.csv
    resource: crm.customer
    key: [code]
    fields:
      code: code
      name: name
      email: email
      credit_code: credit_code
      level: level
      owner: {column: owner, lookup: org.employee, by: number}
"""
LARGE = "x" * 10_000_000
LONG = "名" * 201
EMPLOYEES = """
10,,,Sales Representative,,,1993-01-02,,,,,,,,,2,
11,Self,Own,Sales Representative,,,1993-01-02,,,,,,,,,11,
12,Ring,One,Sales Representative,,,1993-01-02,,,,,,,,,13,
13,Ring,Two,Sales Representative,,,1993-01-02,,,,,,,,,12,
14,Leap,Day,Sales Representative,,,1997-02-31,,,,,,,,,2,
15,Both,Ways,Sales Representative,,,03/04/1997,,,,,,,,,2,
16,No,Boss,Sales Representative,,,1993-01-02,,,,,,,,,99,
17,Behind,Ring,Sales Representative,,,1993-01-02,,,,,,,,,12,
18,So,Soon,Sales Representative,,,soon,,,,,,,,,2,
19,Further,Down,Sales Representative,,,1993/01/02,,,,,,,,,20,
20,Boss,Later,Sales Representative,,,1993年1月2日,,,,,,,,,2,
"""
CUSTOMERS = f"""
ALFKI,Alfreds again,,,,,,,,,
LONGN,{LONG},,,,,,,,,
NULLB,Nul\0l,,,,,,,,,
DAMAG,Caf\udcff,,,,,,,,,
NONAM,,,,,,,,,,
,Nobody's key,,,,,,,,,
EMOJI,茶☕️店 👩\u200d🍳,,,,,,,,,
ZEROW,Zero\u200bwidth\u202e,,,,,,,,,
HEBRW,שלום בע״מ,,,,,,,,,
FORML,=1+1,,,,,,,,,
"""
CATEGORIES = f"""
9,"Unclosed,quote here
10,After the quote,fine
11,{LARGE},ten megabytes
12,Too,many,cells
13
14,After all of it,"two
lines"
"""
PRODUCTS = """
78,Word,1,1,,abc,1,0,0,0
79,NotANumber,1,1,,NaN,1,0,0,0
80,Infinite,1,1,,Infinity,1,0,0,0
81,Huge,1,1,,1e400,1,0,0,0
82,Large,1,1,,99999999999999999,1,0,0,0
83,Precise,1,1,,1.234567891,1,0,0,0
84,NoMap,1,1,,1,1,0,0,2
85,NoSupplier,99,1,,1,1,0,0,0
86,Negative,1,1,,-1,1,0,0,0
87,"Full width",1,1,,"￥１，２３４．５０",1.5,0,0,0
"""
ORDER_ROWS = """
20001,NOPE!,1,1997-01-01,,,1,1,,,,,,
20002,ALFKI,99,1997-01-01,,,1,1,,,,,,
20003,ALFKI,1,1997-13-01,,,1,1,,,,,,
20004,ALFKI,1,1997-01-01,,,9,1,,,,,,
20005,ALFKI,1,1997-01-01,,,1,"12,34,5",,,,,,
20006,ALFKI,1,1997-01-01,,,1,1,,,,,,
20007,ALFKI,1,1997-01-01,,,1,1,,,,,,
20008,ALFKI,1,1997-01-01,,,1,1,,,,,,
20009,ALFKI,1,1997-01-01,,,1,1,,,,,,
20010,ALFKI,1,1997-01-01,,,1,1,,,,,,
"""
DETAILS = """
20006,1,10,-5,0
20007,999,10,1,0
20007,1,10,1,0
20008,1,10,many,0
20008,2,ten,1,0
20009,1,10,1,0,surplus
99999,1,10,1,0
20010,1,10,2,0
20001,1,10,2,0
20002,1,10,2,0
20003,1,10,2,0
20004,1,10,2,0
20005,1,10,2,0
"""
PARTNERS = """code,name,email,credit_code,level,owner
P1,好公司,hao@example.com,91310000775785552L,a,E001
P2,坏邮箱,not-an-address,,a,E001
P3,坏税号,,91310000775785552M,a,E001
P4,坏等级,,,Z,E001
P5,别家的人,,,a,S1
P6,同一税号,,91310000775785552L,a,E001
"""
# What the error file must say: file, row, column, code, value.
BAD = [
    ("employees.csv", 11, "name", "required", ""),
    ("employees.csv", 12, "manager", "circle", "NW-11"),
    ("employees.csv", 13, "manager", "circle", "NW-13"),
    ("employees.csv", 14, "manager", "circle", "NW-12"),
    ("employees.csv", 15, "hire_date", "bad_date", "1997-02-31"),
    ("employees.csv", 16, "hire_date", "ambiguous_date", "03/04/1997"),
    ("employees.csv", 17, "manager", "not_found", "NW-99"),
    ("employees.csv", 18, "manager", "not_found", "NW-12"),
    ("employees.csv", 19, "hire_date", "bad_date", "soon"),
    ("categories.csv", 10, "", "bad_quotes", '9,"Unclosed,quote here'),
    ("categories.csv", 12, "", "too_long", f"11,{LARGE}"[:200]),
    ("categories.csv", 13, "", "misfit", ""),
    ("categories.csv", 14, "", "misfit", ""),
    ("products.csv", 79, "unit_price", "bad_number", "abc"),
    ("products.csv", 80, "unit_price", "bad_number", "NaN"),
    ("products.csv", 81, "unit_price", "bad_number", "Infinity"),
    ("products.csv", 82, "unit_price", "bad_number", "1e400"),
    ("products.csv", 83, "unit_price", "number_too_large", "99999999999999999"),
    ("products.csv", 84, "unit_price", "number_too_precise", "1.234567891"),
    ("products.csv", 85, "discontinued", "not_in_map", "2"),
    ("products.csv", 86, "supplier", "not_found", "S-99"),
    ("products.csv", 87, "unit_price", "out_of_range", "-1"),
    # The same rows once more: there is no stock of a product that was not taken.
    *(("products.csv", row, "product", "not_found", f"NW-{row - 1}") for row in range(79, 88)),
    ("customers.csv", 93, "customer_id", "duplicate_key", "ALFKI"),
    ("customers.csv", 94, "company_name", "too_long", LONG[:200]),
    ("customers.csv", 95, "company_name", "hidden_characters", "Nul\0l"),
    ("customers.csv", 96, "company_name", "damaged_text", "Caf\ufffd"),
    ("customers.csv", 97, "company_name", "required", ""),
    ("customers.csv", 98, "customer_id", "key_empty", ""),
    ("orders.csv", 14, "customer_id", "not_found", "NOPE!"),
    ("orders.csv", 15, "owner", "not_found", "NW-99"),
    ("orders.csv", 16, "order_date", "bad_date", "1997-13-01"),
    ("orders.csv", 17, "ship_via", "not_found", "9"),
    ("orders.csv", 18, "freight", "bad_number", "12,34,5"),
    ("order_details.csv", 36, "quantity", "out_of_range", "-5"),
    ("order_details.csv", 37, "product", "not_found", "NW-999"),
    ("order_details.csv", 39, "quantity", "bad_number", "many"),
    ("order_details.csv", 40, "unit_price", "bad_number", "ten"),
    ("order_details.csv", 41, "", "misfit", ""),
    ("order_details.csv", 42, "order_id", "orphan", "99999"),
    ("partners.csv", 3, "email", "bad_email", "not-an-address"),
    ("partners.csv", 4, "credit_code", "bad_check_digit", "91310000775785552M"),
    ("partners.csv", 5, "level", "unknown_choice", "Z"),
    ("partners.csv", 6, "owner", "not_found", "S1"),
    ("partners.csv", 7, "credit_code", "exists", "91310000775785552L"),
]


def corrupted(folder):
    """The original files, orders cut short, each with bad rows at its end."""
    added = {"employees": EMPLOYEES, "customers": CUSTOMERS, "categories": CATEGORIES, "products": PRODUCTS}
    orders = kept()
    for path in FILES.glob("*.csv"):
        text = path.read_text("utf-8")
        lines = text.splitlines()
        if path.stem == "orders":
            lines = [*lines[: ORDERS + 1], *ORDER_ROWS.strip().splitlines()]
        elif path.stem == "order_details":
            lines = [line for line in lines if line.split(",")[0] in orders] + DETAILS.strip().splitlines()
        elif path.stem in added:
            lines += added[path.stem].strip("\n").split("\n")
        (folder / path.name).write_bytes("\r\n".join(lines).encode("utf-8", "surrogateescape"))
    (folder / "partners.csv").write_text(PARTNERS, "utf-8")
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING.read_text("utf-8") + MORE, "utf-8")
    return mapping


def kept():
    ids = [row["order_id"] for row in rows_of("orders")][:ORDERS]
    return {"order_id", *ids}


def rows_of(name):
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def take(cast, mapping, **options):
    settings = {"username": "admin", "dry_run": False, "stop_on_error": False, "progress": lambda *seen: None}
    report = import_folder(mapping.parent, mapping, **{**settings, **options})
    declare(cast.actor("admin"))
    return report


def told(report):
    return [(e.file, e.row, e.column, e.code, e.value) for e in report.errors]


def test_every_bad_row_is_named_and_every_good_row_is_taken(cast, tmp_path):
    mapping = corrupted(tmp_path)
    report = take(cast, mapping)
    assert told(report) == BAD
    assert len({code for _file, _row, _column, code, _value in BAD}) >= 15
    numbers = Employee.objects.filter(number__startswith="NW-").values_list("number", flat=True)
    assert set(numbers) == {f"NW-{n}" for n in (*range(1, 10), 19, 20)}
    assert Employee.objects.get(number="NW-19").manager.number == "NW-20"
    codes = {row["customer_id"] for row in rows_of("customers")} | {"EMOJI", "ZEROW", "HEBRW", "FORML", "P1"}
    names = dict(Customer.objects.values_list("party__code", "party__name"))
    assert names.keys() == codes
    assert [names[code] for code in ("EMOJI", "ZEROW", "HEBRW", "FORML")] == [
        "茶☕️店 👩\u200d🍳",
        "Zerowidth",
        "שלום בע״מ",
        "=1+1",
    ]
    assert set(Category.objects.values_list("code", flat=True)) == {str(n) for n in (*range(1, 9), 10, 14)}
    assert set(Product.objects.values_list("code", flat=True)) == {f"NW-{n}" for n in (*range(1, 78), 87)}
    assert Product.objects.get(code="NW-87").list_price == Decimal("1234.5")
    assert Party.objects.filter(is_supplier=True).count() == 29
    wanted = kept()
    orders = set(Order.objects.values_list("external_number", flat=True))
    assert orders == (wanted - {"order_id"}) | {"20010"}
    lines = [row for row in rows_of("order_details") if row["order_id"] in wanted]
    assert OrderLine.objects.count() == len(lines) + 1
    again = take(cast, mapping)
    assert told(again) == BAD
    assert sum(step.created + step.updated for step in again.steps) == 0


def test_the_error_file_is_in_the_readers_language_and_runs_no_formula(cast, tmp_path):
    (tmp_path / "c.csv").write_text("code,level\n=1+1,Z\n-5,Z\n", "utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "heyi: 1\nsteps:\n- {file: c.csv, resource: crm.customer, key: [code], "
        "fields: {code: code, name: code, level: {column: code, map: {a: a}}}}\n",
        "utf-8",
    )
    user = cast.employees["admin"].user
    found = {}
    for language in ("zh-hans", "zh-hant", "en"):
        user.language = language
        user.save()
        write_errors(take(cast, mapping, dry_run=True), tmp_path / "errors.csv")
        found[language] = list(csv.reader((tmp_path / "errors.csv").open(encoding="utf-8-sig", newline="")))
    assert found == {
        "zh-hans": [
            ["文件", "行", "列", "代码", "原因", "值"],
            ["c.csv", "2", "code", "not_in_map", "该字段的对照表中没有“=1+1”。", "'=1+1"],
            ["c.csv", "3", "code", "not_in_map", "该字段的对照表中没有“-5”。", "-5"],
        ],
        "zh-hant": [
            ["檔案", "列", "欄", "代碼", "原因", "值"],
            ["c.csv", "2", "code", "not_in_map", "此欄位的對照表中沒有「=1+1」。", "'=1+1"],
            ["c.csv", "3", "code", "not_in_map", "此欄位的對照表中沒有「-5」。", "-5"],
        ],
        "en": [
            ["file", "row", "column", "code", "reason", "value"],
            ["c.csv", "2", "code", "not_in_map", "“=1+1” is not in the map of this field.", "'=1+1"],
            ["c.csv", "3", "code", "not_in_map", "“-5” is not in the map of this field.", "-5"],
        ],
    }


def test_stopping_at_the_first_bad_row_keeps_the_good_rows_before_it(cast, tmp_path):
    report = take(cast, corrupted(tmp_path), stop_on_error=True)
    assert report.stopped
    assert [step.name for step in report.steps] == ["posts", "employees"]
    assert Customer.objects.count() == 0
    assert report.steps[-1].created == Employee.objects.filter(number__startswith="NW-").count()
