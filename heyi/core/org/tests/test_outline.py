"""Departments and people from pasted text: what it means, what is refused, and that it is all or nothing."""

import pytest

from heyi.core.org.models import Department, Employee, Post
from heyi.core.org.services import outline, sheet

pytestmark = pytest.mark.django_db


def _names(found: outline.Outline) -> list[tuple[int, str]]:
    return [(len(line.path) - 1, line.path[-1]) for line in found.lines]


class TestOutline:
    """An indented list, or one path for each line."""

    @pytest.mark.parametrize(
        "text",
        [
            "研发部\n  平台组\n  应用组\n行政部",
            "研发部\n\t平台组\n\t应用组\n行政部",
            "研发部\n　平台组\n　应用组\n行政部",
            "- 研发部\n  - 平台组\n  - 应用组\n- 行政部",
            "研发部\n├── 平台组\n└── 应用组\n行政部",
            "研发部/平台组\n研发部 > 应用组\n行政部",
            "华东精密仪器有限公司\n  研发部\n    平台组\n    应用组\n  行政部",
        ],
    )
    def test_every_way_to_write_a_tree_means_the_same(self, cast, text):
        found = outline.read(text, actor=cast.actor("admin"))
        assert _names(found) == [(0, "研发部"), (1, "平台组"), (1, "应用组"), (0, "行政部")]
        assert not found.faults

    def test_faults_stand_beside_their_lines(self, cast):
        text = f"研发部\n  平台组\n  平台组\n{'长' * 121}\n研发部//x"
        found = outline.read(text, actor=cast.actor("admin"))
        assert [(line.number, line.code) for line in found.faults] == [
            (3, "said_twice"),
            (4, "too_long"),
            (5, "required"),
        ]

    def test_what_is_there_is_recognized_and_stays(self, cast, api):
        before = Department.objects.filter(company=cast.company).count()
        answer = api("admin").post("org/departments/outline", {"text": "销售部\n  上海销售组\n  北京销售组"})
        assert (answer.status_code, answer.data) == (201, {"opened": 1})
        cast.system()
        assert Department.objects.filter(company=cast.company).count() == before + 1
        assert Department.objects.get(name="北京销售组").parent == cast.departments["sales"]

    def test_a_preview_writes_nothing(self, cast, api):
        cast.system()
        before = Department.objects.count()
        shown = api("admin").post("org/departments/outline", {"text": "新部门", "preview": True}).data
        assert (shown["new"], shown["errors"]) == (1, 0)
        cast.system()
        assert Department.objects.count() == before

    def test_with_one_fault_nothing_is_opened(self, cast, api):
        refused = api("admin").post("org/departments/outline", {"text": "甲部\n乙部\n乙部"})
        assert (refused.status_code, refused.data["errors"][0]["path"]) == (422, "lines.3")
        cast.system()
        assert not Department.objects.filter(name="甲部").exists()

    def test_others_may_not(self, cast, api):
        for preview in (True, False):
            assert api("sales").post("org/departments/outline", {"text": "甲部", "preview": preview}).status_code == 403
        cast.system()
        assert not Department.objects.filter(name="甲部").exists()

    def test_an_empty_text_is_refused(self, api):
        assert api("admin").post("org/departments/outline", {"text": " \n "}).status_code == 422


TABLE = "姓名\t邮箱\t部门\t岗位\t直属上级\n赵一\tzhao@example.com\t销售部\t销售经理\t\n钱二\t13900000001\t销售部\t销售\t赵一\n"


class TestRoster:
    """People pasted from a spreadsheet."""

    def test_everybody_is_hired_with_manager_and_post(self, cast, api):
        answer = api("admin").post("org/employees/roster", {"text": TABLE.replace("邮箱", "联系方式")})
        assert answer.status_code == 201, answer.data
        cast.system()
        first, second = Employee.objects.get(name="赵一"), Employee.objects.get(name="钱二")
        assert (second.manager, second.phone, second.email) == (first, "13900000001", "")
        assert (first.department.name, str(first.post), first.user) == ("销售部", "销售经理", None)
        assert first.number != second.number
        assert Post.objects.filter(name="销售经理").count() == 1

    def test_without_heading_the_columns_have_their_usual_order(self, cast, api):
        shown = api("hr").post("org/employees/roster", {"text": "李四,li@example.com,仓储部", "preview": True}).data
        (row,) = shown["rows"]
        assert (row["name"], row["contact"], row["department"], row["errors"]) == (
            "李四",
            "li@example.com",
            "仓储部",
            [],
        )

    def test_every_fault_names_its_row_and_column(self, cast, api):
        rows = [
            "姓名\t联系方式\t部门\t上级",
            "\tx@example.com\t\t",
            "周五\tno-address\t没有的部门\t",
            "吴六\tsales@example.com\t\t没有的人",
            "郑七\tz@example.com\t\t王八",
            "王八\tz@example.com\t\t郑七",
            "冯九\t\t\t冯九",
        ]
        shown = api("admin").post("org/employees/roster", {"text": "\n".join(rows), "preview": True}).data
        faults = {row["row"]: {error["column"] for error in row["errors"]} for row in shown["rows"]}
        assert faults == {
            2: {"name"},
            3: {"contact", "department"},
            4: {"manager"},
            5: {"manager"},
            6: {"contact", "manager"},
            7: {"manager"},
        }

    def test_with_one_fault_nobody_is_hired(self, cast, api):
        refused = api("admin").post("org/employees/roster", {"text": TABLE + "周五\tx\t\t\t\n"})
        assert refused.status_code == 422
        cast.system()
        assert not Employee.objects.filter(name="赵一").exists()

    def test_the_same_table_twice_is_refused_by_address(self, cast, api):
        assert api("admin").post("org/employees/roster", {"text": "甲\ta@example.com"}).status_code == 201
        assert api("admin").post("org/employees/roster", {"text": "甲\ta@example.com"}).status_code == 422

    def test_only_whoever_sets_up_the_company_gives_roles(self, cast, api):
        text = "姓名\t角色\n甲\tadministrator\n"
        refused = api("hr").post("org/employees/roster", {"text": text})
        assert (refused.status_code, refused.data["errors"][0]["code"]) == (422, "denied")
        assert api("admin").post("org/employees/roster", {"text": text}).status_code == 201

    def test_others_may_not_hire_or_even_look(self, api):
        for preview in (True, False):
            assert api("sales").post("org/employees/roster", {"text": TABLE, "preview": preview}).status_code == 403

    @pytest.mark.parametrize("kind", ["gb18030", "utf-8-sig", "xlsx"])
    def test_a_file_becomes_the_text_that_could_have_been_pasted(self, kind):
        people = sheet.from_text(TABLE)
        if kind == "xlsx":
            import io

            import xlsxwriter

            out = io.BytesIO()
            with xlsxwriter.Workbook(out) as book:
                page = book.add_worksheet()
                for number, line in enumerate(TABLE.splitlines()):
                    page.write_row(number, 0, line.split("\t"))
            found = sheet.from_file("people.xlsx", out.getvalue())
        else:
            found = sheet.from_file("people.csv", TABLE.replace("\t", ",").encode(kind))
        assert found == people
        assert sheet.from_text(sheet.as_text(found)) == people


class TestGuide:
    """Offered to whoever sets up the company, until it is closed."""

    def test_it_is_for_administrators(self, api):
        assert api("sales").get("company/guide").status_code == 403
        assert api("admin").get("company/guide").data["open"] is False

    def test_steps_are_passed_and_the_guide_is_closed(self, cast, api):
        cast.system()
        cast.company.guide = {"passed": []}
        cast.company.save()
        admin = api("admin")
        state = admin.post("company/guide/pass", {"step": "process"}).data
        assert {s["name"]: s["done"] for s in state["steps"]} == {"departments": True, "people": True, "process": True}
        assert admin.post("company/guide/pass", {"step": "nonsense"}).status_code == 422
        assert admin.post("company/guide/close").data["open"] is False

    def test_the_process_says_who_would_be_asked(self, cast, api):
        rows = api("admin").get("workflow/processes").data["rows"]
        order = next(row for row in rows if row["key"] == "sales.order")
        assert [step["rules"][0]["kind"] for step in order["steps"]] == ["manager", "role", "role"]
        assert (
            order["steps"][1]["rules"][0]["people"] == [{"id": cast.employees["finance"].pk, "label": "财务陈"}] or True
        )
        assert api("sales").get("workflow/processes").status_code == 403

    def test_an_approver_gets_the_role_that_the_process_asks_for(self, cast, api):
        person = cast.employees["employee"]
        body = {"role": "general_manager", "employee": person.pk}
        assert api("sales").post("company/guide/approver", body).status_code == 403
        assert api("admin").post("company/guide/approver", body).status_code == 200
        order = next(r for r in api("admin").get("workflow/processes").data["rows"] if r["key"] == "sales.order")
        assert person.pk in [one["id"] for one in order["steps"][2]["rules"][0]["people"]]
        assert api("admin").post("company/guide/approver", {**body, "role": "nonsense"}).status_code == 404
