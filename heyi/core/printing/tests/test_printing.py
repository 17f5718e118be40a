"""What stands on paper, in three languages, and what does not."""

import base64
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from heyi.core.access.models import FieldRule, Role
from heyi.core.events.models import Event
from heyi.core.files import storing
from heyi.core.forms.tests.designs import field, publish
from heyi.core.printing.services.printing import PRINTED
from heyi.core.printing.tests.made import Login, code_on, leave, picture, printed, text_of
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.builder import approve, manager, role
from tests import trade

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
SECRET = "四万七千八百"
CLAIM: dict[str, Any] = {
    "fields": [
        field("purpose", "longtext", required=True), field("secret", "text"),
        field("amount", "money", capitals=True, formula="sum(for one in items return one.price)"),
        field("items", "lines", sums=["price"], fields=[
            field("what", "text"), field("price", "money"), field("cost", "money"),
        ]),
        field("inner", "text", hidden=True, formula='"never shown"'),
        field("more", "text", visible='purpose = "x"'),
    ],
    "layout": [
        {"type": "section", "title": {"en": "Second"}, "columns": 2, "items": [{"field": "amount"}, {"field": "items"}]},
        {"type": "section", "title": {"en": "Last"}, "items": [
            {"type": "description", "text": {"en": "Mind the limits"}}, {"field": "purpose"}, {"field": "secret"},
        ]},
    ],
}  # fmt: skip
ROWS = [{"what": "火车票", "price": "1234.50", "cost": "77.77"}, {"what": "旅馆", "price": "800.00", "cost": "88.88"}]
HIDES = {"secret": FieldRight.HIDDEN, "items.cost": FieldRight.HIDDEN}


def claim(api: Login, cast: "Cast") -> int:
    """A claim of the salesperson, which waits for finance, from whom it hides two things."""
    form = publish(
        cast.actor("admin"), "claim", CLAIM,
        approve("manager", "Manager", manager()), approve("finance", "Finance", role("finance"), fields=HIDES),
    )  # fmt: skip
    place = form.resource.replace(".", "/")
    made = api("sales").post(place, {"purpose": "出差\n上海", "secret": SECRET, "items": ROWS})
    assert made.status_code == 201, made.data
    assert api("sales").post(f"{place}/{made.data['id']}/submit", {}).status_code == 200
    row = api("manager").get("workflow/inbox", box="todo").data["rows"][0]
    assert api("manager").post(f"workflow/tasks/{row['task_id']}/approve", {"opinion": "行"}).status_code == 200
    case: int = row["case_id"]
    return case


def bytes_of(pdf: bytes) -> bytes:
    """Every stream of a file, unpacked, and the statement: nothing is hidden in it."""
    reader = PdfReader(io.BytesIO(pdf))
    streams = [one.get_data() for number in range(1, len(reader.xref[0]) + 1)
               if hasattr(one := reader.get_object(number), "get_data")]  # fmt: skip
    packed = pdf.rpartition(b"%heyi-statement ")[2].partition(b"\n")[0]
    return b"\n".join([*streams, zlib.decompress(base64.urlsafe_b64decode(packed + b"=="))])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-Hans",
            "请假单 编号LEAVE- 已通过 申请人林晓雯 请假信息 请假类型年假 2026-12-01上午 直属上级审批 审批记录 第1页，共1页",
        ),
        ("zh-Hant", "請假單 編號LEAVE- 已核准 申請人林晓雯 請假資訊 請假類型特休 2026-12-01上午 簽核紀錄 第1頁，共1頁"),
        ("en", "Leave No.LEAVE- Approved Initiator林晓雯 AnnualleaveP 2026-12-01morning Decisionsandopinions Page1of1"),
    ],
)
def test_a_leave_stands_there_in_each_language(api: Login, cast: "Cast", language: str, words: str) -> None:
    case = leave(api, cast)
    answer = api("sales").get(f"workflow/cases/{case}/pdf", language=language)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    text = text_of(answer.content)
    assert [word for word in words.split() if word not in text] == []
    for word in ("华东精密仪器有限公司", "家里有事#import$x$*bold*\\u{41}", "赵同事", "经理李", "同意，路上小心"):
        assert word in text, word
    assert text.count("林晓雯2026-") >= 10  # the watermark


def test_the_language_is_the_readers_unless_they_say_so(api: Login, cast: "Cast") -> None:
    case, sales = leave(api, cast), api("sales")
    assert sales.patch("me", {"language": "zh-Hant"}).status_code == 200
    assert "已核准" in text_of(sales.get(f"workflow/cases/{case}/pdf").content)
    assert sales.get(f"workflow/cases/{case}/pdf", language="fr").status_code == 422


def test_an_order_stands_there_with_lines_and_sums(api: Login, cast: "Cast") -> None:
    buyer = trade.customer(api, limit="10000000")
    goods = [
        trade.product(cast, api, code, stock="90", price=price)
        for code, price in (("DR-1", "1280"), ("DR-2", "36400.5"))
    ]
    trade.approved(api, buyer, (goods[0], "12"), (goods[1], "2"))
    case = api("sales").get("workflow/inbox", box="mine").data["rows"][0]["case_id"]
    text = text_of(printed(api("sales"), case, "zh-Hans"))
    for word in ("销售订单", "蓝天科技有限公司", "DR-1121,280.000%13%15,360.001,996.80", "合计88,161.0011,460.93",
                 "¥99,621.93玖万玖仟陆佰贰拾壹元玖角叁分", "财务陈", "经理李"):  # fmt: skip
        assert word in text, word


class TestRights:
    def test_a_form_is_printed_in_its_layout(self, api: Login, cast: "Cast") -> None:
        text = text_of(printed(api("sales"), claim(api, cast)))
        places = [
            text.index(word) for word in ("Second", "amount", "火车票", "Last", "Mindthelimits", "出差上海", SECRET)
        ]
        assert places == sorted(places)
        assert "CN¥2,034.50CNYtwothousandthirty-fourand50/100" in text
        assert "Sum2,034.50" in text
        assert "Waiting" in text
        assert "InapprovalInitiator" in text
        assert "nevershown" not in text
        assert "inner" not in text
        assert "more" not in text.lower().replace("furthermore", "")

    def test_what_a_step_hides_is_not_in_the_bytes(self, api: Login, cast: "Cast") -> None:
        case = claim(api, cast)
        whole, narrow = printed(api("manager"), case), printed(api("finance"), case)
        assert SECRET in text_of(whole)
        assert "77.77" in text_of(whole)
        for hidden in (SECRET, "secret", "77.77", "88.88", "cost"):
            assert hidden not in text_of(narrow)
            assert hidden.encode() not in bytes_of(narrow)
        assert "火车票1,234.50旅馆800.00" in text_of(narrow)

    def test_what_a_role_hides_is_not_there_either(self, api: Login, cast: "Cast") -> None:
        case = claim(api, cast)
        cast.system()
        resource = next(iter(api("sales").get("forms/start").data["rows"]))["resource"]
        for one in Role.objects.filter(company_id=cast.company.pk):
            FieldRule.objects.create(
                role=one, resource=resource, field="secret", mode="hidden", company_id=cast.company.pk
            )
        assert SECRET not in text_of(printed(api("manager"), case))

    def test_for_others_the_case_is_not_there(self, api: Login, cast: "Cast") -> None:
        case = claim(api, cast)
        for name in ("stranger", "employee"):
            assert api(name).get(f"workflow/cases/{case}/pdf").status_code == 404
        cast.system()
        assert not Event.objects.filter(name=PRINTED).exists()

    def test_every_paper_is_an_event(self, api: Login, cast: "Cast") -> None:
        case = claim(api, cast)
        printed(api("manager"), case, "zh-Hans")
        cast.system()
        event = Event.objects.get(name=PRINTED)
        assert (event.record_id, event.employee_id) == (case, cast.employees["manager"].pk)
        assert (event.data["file"], event.data["language"]) == ("pdf", "zh-hans")


def test_many_lines_run_over_pages_with_their_heads(api: Login, cast: "Cast") -> None:
    form = publish(cast.actor("admin"), "claim", CLAIM, approve("manager", "Manager", manager()))
    place = form.resource.replace(".", "/")
    made = api("sales").post(place, {"purpose": "x", "items": ROWS * 100})
    assert api("sales").post(f"{place}/{made.data['id']}/submit", {}).status_code == 200
    case = api("sales").get("workflow/inbox", box="mine").data["rows"][0]["case_id"]
    pages = PdfReader(io.BytesIO(printed(api("sales"), case))).pages
    assert len(pages) >= 4
    assert all("price" in page.extract_text() for page in pages[:-1])
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1].extract_text()


def test_without_a_chinese_font_it_says_so(api: Login, cast: "Cast", tmp_path: Path) -> None:
    case = leave(api, cast)
    with override_settings(PRINT_FONTS=str(tmp_path)):
        answer = api("sales").get(f"workflow/cases/{case}/pdf")
        assert (answer.status_code, answer.data["code"]) == (503, "no_chinese_font")


def test_a_scanner_reads_the_code(api: Login, cast: "Cast", tmp_path: Path) -> None:
    case = leave(api, cast)
    code = code_on(printed(api("sales"), case), tmp_path)
    assert code.startswith(f"http://localhost:8000/verify/{case}?d=")


class TestPictures:
    @staticmethod
    def case(api: Login, cast: "Cast", content: bytes) -> int:
        design = {"fields": [field("photo", "image"), field("reason", "text")]}
        form = publish(cast.actor("admin"), "photo", design, approve("manager", "Manager", manager()))
        place = form.resource.replace(".", "/")
        file = storing.keep(SimpleUploadedFile("signed.png", content), actor=cast.actor("sales"))
        made = api("sales").post(place, {"reason": "x", "photo": [file.pk]})
        assert made.status_code == 201, made.data
        assert api("sales").post(f"{place}/{made.data['id']}/submit", {}).status_code == 200
        found: int = api("sales").get("workflow/inbox", box="mine").data["rows"][0]["case_id"]
        return found

    def test_they_are_printed_for_who_may_open_them(self, api: Login, cast: "Cast") -> None:
        case = self.case(api, cast, picture())
        (image,) = PdfReader(io.BytesIO(printed(api("manager"), case))).pages[0].images
        assert image.image.getpixel((3, 3)) == (200, 0, 0)

    def test_one_that_cannot_be_read_is_left_out(self, api: Login, cast: "Cast") -> None:
        case = self.case(api, cast, picture()[:-40])
        pdf = printed(api("manager"), case)
        assert list(PdfReader(io.BytesIO(pdf)).pages[0].images) == []
        assert "photo" in text_of(pdf)


class TestOffice:
    def test_word_has_the_same_words(self, api: Login, cast: "Cast") -> None:
        answer = api("finance").get(f"workflow/cases/{claim(api, cast)}/pdf", format="docx", language="en")
        assert answer.headers["Content-Disposition"].endswith('.docx"')
        file = Document(io.BytesIO(answer.content))
        text = "\n".join([*(one.text for one in file.paragraphs),
                          *(cell.text for grid in file.tables for row in grid.rows for cell in row.cells)])  # fmt: skip
        for word in (
            "华东精密仪器有限公司",
            "火车票",
            "1,234.50",
            "CN¥2,034.50",
            "出差\n上海",
            "Agreed",
            "行",
            "Waiting",
        ):
            assert word in text, word
        assert SECRET not in text
        assert "77.77" not in text

    def test_excel_has_numbers_and_no_formulas(self, api: Login, cast: "Cast") -> None:
        case = leave(api, cast, reason="=1+1")
        answer = api("sales").get(f"workflow/cases/{case}/pdf", format="xlsx", language="en")
        sheet = load_workbook(io.BytesIO(answer.content)).active
        cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert cells["=1+1"].data_type == "s"
        assert "Approved" in " ".join(cells)
        claimed = api("manager").get(f"workflow/cases/{claim(api, cast)}/pdf", format="xlsx")
        sheet = load_workbook(io.BytesIO(claimed.content)).active
        assert {1234.5, 77.77, 2034.5} <= {cell.value for row in sheet.iter_rows() for cell in row}

    def test_pictures_and_what_no_file_can_hold(self, api: Login, cast: "Cast") -> None:
        answer = api("sales").get(f"workflow/cases/{leave(api, cast)}/pdf", format="docx")
        assert "同意，路上小心" in "".join(
            cell.text for grid in Document(io.BytesIO(answer.content)).tables for row in grid.rows for cell in row.cells
        )
        case = TestPictures.case(api, cast, picture())
        answer = api("sales").get(f"workflow/cases/{case}/pdf", format="docx")
        assert len(Document(io.BytesIO(answer.content)).inline_shapes) == 1

    def test_for_others_it_is_not_there(self, api: Login, cast: "Cast") -> None:
        case = claim(api, cast)
        for kind in ("docx", "xlsx"):
            assert api("stranger").get(f"workflow/cases/{case}/pdf", format=kind).status_code == 404
        assert api("sales").get(f"workflow/cases/{case}/pdf", format="exe").status_code == 422
