"""A leave form is designed with its process, tried and published; filled in on a phone and decided in two taps.

Each step is timed; a slow machine only prints it.
"""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.scenarios.browser import PHONE, Server
from tests.scenarios.people import People, number_in
from tests.scenarios.words import CHINESE

pytestmark = pytest.mark.browser
ADMIN, SALES, MANAGER, HR = "王芳", "林晓雯", "李建国", "郑洁"


class Steps:
    """How long each step took."""

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.told: list[str] = []

    def done(self, what: str) -> None:
        now = time.monotonic()
        self.told.append(f"{what} {now - self.since:.1f} s")
        self.since = now


def choose(page: Any, place: Any, label: str, text: str) -> None:
    place.get_by_role("combobox", name=label).first.click()
    page.locator(".ant-select-item-option:visible").filter(has_text=text).first.click()


def add_field(page: Any, kind: str, label: str) -> None:
    page.get_by_role("button", name=kind).first.click()
    page.get_by_role("textbox", name="名称", exact=True).first.fill(label)


def add_step(page: Any, place: Any, kind: str) -> Any:
    place.get_by_role("button", name="添加节点").last.click()
    page.get_by_role("menuitem", name=re.compile(f"^{kind}")).click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    return drawer


def closed(page: Any) -> None:
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def process_of(page: Any, url: str, form: int) -> str:
    """The BPMN text that the server keeps."""
    return str(page.request.get(f"{url}/api/v1/forms/designs/{form}").json()["process"]["xml"])


def test_a_form_is_designed_tried_published_filled_in_and_decided(  # noqa: PLR0915 - one story
    browser: Any, demo: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    people, steps, number = People(browser, demo, CHINESE), Steps(), demo.next_number()
    name = f"外勤假{number}"
    admin = people.enter(ADMIN)
    people.menu(admin, "/forms/designs")
    people.picture(admin, "60-forms")
    admin.get_by_role("button", name="新建表单").click()
    admin.get_by_label("名称").fill(name)
    admin.get_by_label("编码").fill(f"field_leave_{number}")
    admin.get_by_role("button", name="开始设计").click()
    admin.wait_for_url(re.compile(r"/forms/designs/\d+"))
    form = number_in(admin.url)

    add_field(admin, "单选", "假别")
    add_field(admin, "数字", "天数")
    admin.get_by_label("字段标识").fill("days")
    admin.get_by_label("字段标识").press("Enter")
    admin.get_by_role("switch", name="必填").click()
    add_field(admin, "多行文本", "事由")
    expect(admin.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    people.picture(admin, "61-form-designer")
    steps.done("form designed")

    admin.get_by_role("tab", name="流程").click()
    expect(admin.get_by_text("流程结束")).to_be_visible()
    add_step(admin, admin.get_by_role("region", name=re.compile("^流程")), "条件分支")
    drawer = admin.get_by_role("dialog")
    drawer.get_by_role("textbox", name=re.compile("^名称")).first.fill("超过三天")
    drawer.get_by_role("button", name="添加条件").click()
    choose(admin, drawer, "字段", "天数")
    choose(admin, drawer, "比较方式", "大于")
    drawer.get_by_role("spinbutton", name="值").fill("3")
    closed(admin)
    drawer = add_step(admin, admin.get_by_role("region", name="超过三天"), "审批")
    drawer.get_by_role("textbox", name=re.compile("^名称")).first.fill("人事备案")
    choose(admin, drawer, "怎样找人", "角色")
    choose(admin, drawer, "角色", "人力资源")
    closed(admin)
    expect(admin.get_by_text("检查通过").first).to_be_visible()
    expect(admin.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    people.picture(admin, "62-flow-designer")
    steps.done("process designed")

    admin.get_by_role("tab", name="试运行").click()
    admin.get_by_label("天数").fill("5")
    admin.get_by_role("button", name="试运行").click()
    way = admin.locator(".dg-way")
    expect(way).to_contain_text("人事备案")
    expect(way).to_contain_text(HR)
    people.picture(admin, "63-tried")
    admin.get_by_label("天数").fill("2")
    admin.get_by_role("button", name="试运行").click()
    expect(way).not_to_contain_text("人事备案")
    steps.done("tried with five days and with two")

    drawn = process_of(admin, demo.url, form)
    admin.get_by_role("tab", name="流程").click()
    admin.get_by_text("BPMN", exact=True).click()
    expect(admin.locator(".djs-shape").first).to_be_visible()
    expect(admin.locator("svg")).to_contain_text(["人事备案"])
    people.picture(admin, "64-bpmn-designer")
    admin.get_by_text("简易", exact=True).click()
    expect(admin.get_by_role("region", name="超过三天")).to_be_visible()
    expect(admin.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    assert process_of(admin, demo.url, form) == drawn
    steps.done("looked at as BPMN, unchanged")

    admin.get_by_role("button", name="发布").click()
    admin.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(admin.get_by_text(f"“{name}”已发布")).to_be_visible()
    steps.done("published")

    sales = people.enter(SALES, PHONE)
    sales.goto(f"{demo.url}/forms/start")
    people.picture(sales, "65-start")
    sales.get_by_role("link", name=re.compile(name)).click()
    sales.get_by_label("天数").fill("5")
    sales.get_by_label("事由").fill("去苏州客户现场安装调试")
    people.picture(sales, "66-filled-in")
    sales.get_by_role("button", name="提交").click()
    dialog = sales.get_by_role("dialog")
    expect(dialog).to_contain_text(MANAGER)
    expect(dialog).to_contain_text(HR)
    people.picture(sales, "67-submitting")
    dialog.get_by_role("button", name="提交").click()
    expect(sales.get_by_text("审批中").first).to_be_visible()
    paper = number_in(sales.url)
    steps.done("filled in and submitted on a phone")

    manager = people.enter(MANAGER, PHONE)
    people.menu(manager, "/inbox")
    manager.get_by_text(re.compile(name)).first.click()
    expect(manager.get_by_text("去苏州客户现场安装调试")).to_be_visible()
    people.picture(manager, "68-document-on-a-phone")
    manager.get_by_role("button", name="同意").click()
    manager.get_by_role("dialog").get_by_role("button", name="同意").click()
    expect(manager.get_by_role("dialog")).to_have_count(0)
    steps.done("decided by the manager in two taps")

    hr = people.enter(HR)
    people.menu(hr, "/inbox")
    hr.get_by_text(re.compile(name)).first.click()
    expect(hr.get_by_text("去苏州客户现场安装调试")).to_be_visible()
    people.picture(hr, "69-document")
    hr.get_by_role("button", name="同意").click()
    answer = sales.request.get(f"{demo.url}/api/v1/paper/field_leave_{number}_{form}/{paper}")
    expect(hr.get_by_text("去苏州客户现场安装调试")).to_have_count(0)
    answer = sales.request.get(f"{demo.url}/api/v1/paper/field_leave_{number}_{form}/{paper}")
    assert answer.json()["status"] == "approved"
    steps.done("decided by HR, whom the condition asked")
    people.leave()
    with capsys.disabled():
        print("\n  " + "; ".join(steps.told))
    assert people.errors == []
