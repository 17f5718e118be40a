"""A Chinese company's files as its old systems left them, brought in by a mapping written from docs/guide/import.md alone."""

from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from heyi.apps.crm.models import Customer
from heyi.apps.masterdata.models import Contact, Product
from heyi.apps.sales.models import Order
from heyi.core.access.work import declare
from heyi.core.importing.command import import_folder
from heyi.core.org.models import Department, Employee

pytestmark = pytest.mark.django_db
DEPARTMENTS = """部门编号,部门名称,上级编号,排序
D0101,苏州组,D01,１
D01,华东区,,10
D0102,杭州组,D01,2
"""
CUSTOMERS = """客户编号;客户名称;等级;统一社会信用代码;城市;业务员
K001;苏州蓝天仪器有限公司;重要;91310000775785552L;苏州;H2
K002;"杭州""绿水""环保";普通;;杭州;H3
"""
CONTACTS = "客户\t姓名\t手机\t是否决策人\nK001\t王小明\t１３８００１３８０００\t是\nK002\t陈建国\t\t否\n"
PRODUCTS = """產品代號|品名|單價|稅率|上架
P-1|蓝牙|￥1,234.50|13%|√
P-2|儀器|1.2萬|0.13|×
"""
DATES = ("2026-11-23", "2026/11/23", "20261123", "2026年11月23日", "23.11.2026", "11/23/2026", 46349)
MAPPING = """
heyi: 1
defaults: {empty: [无, "-"]}
steps:
  - name: 部门
    file: {path: 部门.csv, encoding: gbk}
    resource: org.department
    key: [code]
    fields:
      code: 部门编号
      name: 部门名称
      sort: 排序
      parent: {column: 上级编号, lookup: org.department, by: code}
  - name: 岗位
    file: {path: 人事.xlsx, sheet: 花名册, header: 3}
    resource: org.post
    key: [code]
    repeats: skip
    fields: {code: 岗位, name: 岗位}
  - name: 人员
    file: {path: 人事.xlsx, sheet: 花名册, header: 3}
    resource: org.employee
    key: [number]
    fields:
      number: 工号
      name: = 姓 + 名
      department: {column: 部门, lookup: org.department, by: name, separator: "/"}
      post: {column: 岗位, lookup: org.post, by: code}
      manager: {column: 直接上级, lookup: org.employee, by: number}
      hired_on: 入职日期
  - name: 客户
    file: 客户.csv
    resource: crm.customer
    key: [code]
    fields:
      code: 客户编号
      name: 客户名称
      level: {column: 等级, map: {重要: a, 普通: c}}
      credit_code: 统一社会信用代码
      city: 城市
      owner: {column: 业务员, lookup: org.employee, by: number}
  - name: 联系人
    file: 联系人.txt
    resource: masterdata.contact
    key: [party, name]
    fields:
      party: {column: 客户, lookup: masterdata.party, by: code}
      name: 姓名
      phone: 手机
      is_decision_maker: 是否决策人
  - name: 产品
    file: {path: 產品.csv, encoding: big5}
    resource: masterdata.product
    key: [code]
    fields: {code: 產品代號, name: 品名, list_price: 單價, tax_rate: 稅率, on_shelf: 上架}
  - name: 订单
    file: {path: 订单.xlsx, sheet: 订单}
    resource: sales.order
    key: [external_number]
    when: 状态 != "作废"
    fields:
      external_number: 单号
      customer: {column: 客户, lookup: crm.customer, by: code}
      ordered_on: 日期
      note: = "原金额 " + string(get value(row, "金额(元)"))
    lines:
      lines:
        file: {path: 订单.xlsx, sheet: 明细}
        on: {订单号: 单号}
        fields:
          product: {column: 产品, lookup: masterdata.product, by: code}
          quantity: 数量
          discount: 折扣
    then:
      - {verb: record}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "部门.csv").write_bytes(DEPARTMENTS.encode("gb18030"))
    (tmp_path / "客户.csv").write_bytes(CUSTOMERS.replace("\n", "\r\n").encode("gb18030"))
    (tmp_path / "联系人.txt").write_bytes(CONTACTS.encode("utf-16"))
    (tmp_path / "產品.csv").write_bytes(PRODUCTS.replace("蓝牙", "藍牙").encode("cp950"))
    with xlsxwriter.Workbook(tmp_path / "人事.xlsx") as book:
        book.add_worksheet("说明").write(0, 0, "请填写花名册")
        sheet = book.add_worksheet("花名册")
        sheet.merge_range(0, 0, 0, 6, "苏州公司 2026 年花名册")
        rows = [
            ["工号", "姓", "名", "部门", "岗位", "直接上级", "入职日期"],
            ["H3", "欧阳", "锋", "华东区/杭州组", "销售员", "H2", 46349],
            ["H2", "林", "小红", "华东精密/华东区/苏州组", "销售员", "H1", "2026年11月23日"],
            ["H1", "周", "明", "华东区", "经理", "-", "23.11.2026"],
        ]
        for at, row in enumerate(rows, start=2):
            sheet.write_row(at, 0, row)
    with xlsxwriter.Workbook(tmp_path / "订单.xlsx") as book:
        orders, lines = book.add_worksheet("订单"), book.add_worksheet("明细")
        orders.write_row(0, 0, ["单号", "客户", "日期", "状态", "金额(元)"])
        lines.write_row(0, 0, ["订单号", "产品", "数量", "折扣"])
        for at, written in enumerate(DATES, start=1):
            orders.write_row(at, 0, [1000 + at, "K001", written, "有效", 12.5])
            lines.write_row(at, 0, [1000 + at, "P-1", "２", "5%"])
        last = len(DATES) + 1
        orders.write_row(last, 0, [2000, "K001", "", "作废", 0])
        orders.write_row(last + 1, 0, [1900, "K002"])
        orders.write_datetime(last + 1, 2, date(2026, 11, 23), book.add_format({"num_format": "yyyy/m/d"}))
        orders.write_row(last + 1, 3, ["有效", 1])
        lines.write_row(last, 0, [1900, "P-2", 1, 0.05])
    (tmp_path / "mapping.yaml").write_text(MAPPING, "utf-8")
    return tmp_path


def take(cast, folder, mapping="mapping.yaml"):
    settings = {"username": "admin", "dry_run": False, "stop_on_error": False, "progress": lambda *seen: None}
    report = import_folder(folder, folder / mapping, **settings)
    declare(cast.actor("admin"))
    return report


def test_everything_is_read_as_it_was_meant_and_the_second_run_changes_nothing(cast, folder):
    report = take(cast, folder)
    assert report.errors == []
    tree = {d.code: (d.name, d.parent.name, len(d.path), d.sort) for d in Department.objects.exclude(code="")}
    assert tree == {
        "D01": ("华东区", "华东精密", 2, 10),
        "D0101": ("苏州组", "华东区", 3, 1),
        "D0102": ("杭州组", "华东区", 3, 2),
    }
    people = Employee.objects.filter(number__startswith="H")
    found = {e.number: (e.name, e.department.code, e.post.name, e.manager and e.manager.number) for e in people}
    assert found == {
        "H1": ("周明", "D01", "经理", None),
        "H2": ("林小红", "D0101", "销售员", "H1"),
        "H3": ("欧阳锋", "D0102", "销售员", "H2"),
    }
    assert set(people.values_list("hired_on", flat=True)) == {date(2026, 11, 23)}
    customers = {
        c.party.code: (c.party.name, c.level, c.party.credit_code, c.owner.number) for c in Customer.objects.all()
    }
    assert customers == {
        "K001": ("苏州蓝天仪器有限公司", "a", "91310000775785552L", "H2"),
        "K002": ('杭州"绿水"环保', "c", "", "H3"),
    }
    contacts = Contact.objects.values_list("party__code", "name", "phone", "is_decision_maker")
    assert set(contacts) == {("K001", "王小明", "13800138000", True), ("K002", "陈建国", "", False)}
    products = {p.code: (p.name, p.list_price, p.tax_rate, p.on_shelf) for p in Product.objects.all()}
    assert products == {
        "P-1": ("藍牙", Decimal("1234.5"), Decimal("0.13"), True),
        "P-2": ("儀器", Decimal("12000"), Decimal("0.13"), False),
    }
    orders = {o.external_number: o for o in Order.objects.all()}
    assert orders.keys() == {"1900", *(str(1001 + at) for at in range(len(DATES)))}
    assert {o.ordered_on for o in orders.values()} == {date(2026, 11, 23)}
    assert orders["1001"].note == "原金额 12.5"
    line = orders["1001"].lines.get()
    assert (line.quantity, line.discount, line.unit_price) == (2, Decimal("0.05"), Decimal("1234.5"))
    again = take(cast, folder)
    assert again.errors == []
    assert sum(step.created + step.updated for step in again.steps) == 0


def test_a_circle_of_departments_and_of_managers_is_refused_by_name(cast, folder):
    (folder / "部门.csv").write_text("部门编号,部门名称,上级编号,排序\nA,甲,B,\nB,乙,A,\nC,丙,,\n", "gb18030")
    report = take(cast, folder)
    first = [e for e in report.errors if e.file == "部门.csv"]
    assert [(e.row, e.column, e.code, e.value) for e in first] == [
        (2, "上级编号", "circle", "B"),
        (3, "上级编号", "circle", "A"),
    ]
    assert first[0].reason.endswith("A → B → A")
    assert set(Department.objects.exclude(code="").values_list("code", flat=True)) == {"C"}


def test_a_department_moves_with_everything_below(cast, folder):
    take(cast, folder)
    moves = "部门编号,部门名称,上级编号,排序\nD0101,苏州组,,1\nD0102,杭州组,D0101,2\n"
    (folder / "部门.csv").write_text(moves, "gb18030")
    report = take(cast, folder)
    assert (report.steps[0].updated, report.steps[0].unchanged) == (2, 0)
    moved = Department.objects.get(code="D0102")
    assert [Department.objects.get(pk=pk).name for pk in moved.path] == ["华东精密", "苏州组", "杭州组"]
    # The paths in the other file are those of yesterday now.
    assert [(e.row, e.column, e.code) for e in report.errors] == [(4, "部门", "not_found"), (5, "部门", "not_found")]
