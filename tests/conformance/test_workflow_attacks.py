"""Attacks on approvals, each by its name: every one is refused, and nothing of it stays."""

import itertools
import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from heyi.apps.sales.models import Order
from heyi.core.access.models import FieldRule, Role, Share
from heyi.core.files.models import File
from heyi.core.org.models import Delegation
from heyi.core.resources.saving import save
from heyi.core.workflow import builder as b
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.models import Case, Decision, Task
from heyi.core.workflow.services import definitions
from tests import trade
from tests.cast import Cast, assemble
from tests.client import ApiClient
from tests.conformance.access import asking


@dataclass
class Arena:
    """The cast, their clients, goods, a draft, and an order of the salesperson that waits for her manager."""

    cast: Cast
    api: trade.Api
    draft: dict
    made: dict


@pytest.fixture(scope="module")
def arena(django_db_setup, django_db_blocker):
    """Made once for the module, in a transaction that is rolled back at its end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            cast = assemble()

            def api(name: str) -> ApiClient:
                return ApiClient(cast.employees[name].user)

            goods = trade.product(cast, api, "G1", stock="100")
            buyer = trade.customer(api)
            draft, made = (trade.order(api, buyer, (goods, "2")) for _ in range(2))
            trade.act(api("sales"), made, "submit")
            yield Arena(cast, api, draft, made)
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture(autouse=True)
def taken_back(arena):
    """Each attack meets the same world."""
    with asking.taken_back():
        yield


@pytest.fixture
def cast(arena) -> Cast:
    return arena.cast


@pytest.fixture
def api(arena) -> trade.Api:
    return arena.api


@pytest.fixture
def made(arena) -> dict:
    return arena.made


@pytest.fixture
def draft(arena) -> dict:
    return arena.draft


@pytest.fixture
def task(cast) -> int:
    cast.system()
    return Task.objects.get(state="open").pk


def _case(cast, document=None) -> Case:
    cast.system()
    return Case.objects.get(**({"record_id": document["id"]} if document else {}))


def _untouched(cast, made) -> None:
    """Nobody has decided, and the order waits."""
    cast.system()
    assert not Decision.objects.exists()
    assert [one.state for one in Task.objects.filter(case__record_id=made["id"])] == ["open"]
    assert Order.objects.get(pk=made["id"]).status == "in_approval"


VERBS = ("approve", "reject", "return", "transfer", "resubmit", "comment")


def _body(cast, verb: str) -> dict:
    return {"to": cast.employees["colleague"].pk} if verb == "transfer" else {"opinion": "好"}


class TestGuessingIds:
    @pytest.mark.parametrize("verb", VERBS)
    @pytest.mark.parametrize("who", ["colleague", "hr", "admin", "stranger"])
    def test_somebody_elses_task_does_not_exist(self, cast, api, made, task, who, verb):
        answer = api(who).post(f"workflow/tasks/{task}/{verb}", _body(cast, verb))
        assert answer.status_code == 404, answer.data
        _untouched(cast, made)

    @pytest.mark.parametrize("verb", ["approve", "reject", "return", "transfer"])
    def test_the_initiator_does_not_decide_in_the_approvers_place(self, cast, api, made, task, verb):
        answer = api("sales").post(f"workflow/tasks/{task}/{verb}", _body(cast, verb))
        assert answer.status_code == 403, answer.data
        _untouched(cast, made)

    @pytest.mark.parametrize("shift", [-1, 1, 10**6, -(10**6)])
    def test_neighbouring_ids_lead_nowhere(self, cast, api, made, task, shift):
        number = max(1, task + shift)
        assert api("manager").post(f"workflow/tasks/{number}/approve", {}).status_code == 404
        _untouched(cast, made)

    @pytest.mark.parametrize("verb", ["withdraw", "urge", "cc", "comment"])
    def test_strangers_cannot_act_on_a_case(self, cast, api, made, verb):
        body = {"to": [cast.employees["colleague"].pk]} if verb == "cc" else {"opinion": "好"}
        for who in ("colleague", "stranger"):
            answer = api(who).post(f"workflow/cases/{_case(cast).pk}/{verb}", body)
            assert answer.status_code == 404, answer.data
        _untouched(cast, made)

    def test_an_approver_can_neither_withdraw_nor_urge(self, cast, api, made):
        for verb in ("withdraw", "urge"):
            assert api("manager").post(f"workflow/cases/{_case(cast).pk}/{verb}", {}).status_code == 403
        _untouched(cast, made)


class TestForgedBodies:
    @pytest.mark.parametrize(
        "more",
        [
            {"actor": 1},
            {"on_behalf_of": 1},
            {"on_behalf_of_id": 1},
            {"employee": 1},
            {"state": "approved"},
            {"total": "1.00"},
            {"amount": "1.00"},
            {"snapshot_hash": "0" * 64},
            {"task_id": 1},
        ],
    )
    def test_members_that_nobody_asked_for_are_refused(self, cast, api, made, task, more):
        before = made["total"]
        answer = api("manager").post(f"workflow/tasks/{task}/approve", {"opinion": "好", **more})
        assert answer.status_code == 422, answer.data
        _untouched(cast, made)
        assert str(Order.objects.get(pk=made["id"]).total) == before

    def test_the_decision_is_of_whoever_signed_in(self, cast, api, made, task):
        assert api("manager").post(f"workflow/tasks/{task}/approve", {}).status_code == 200
        cast.system()
        assert [(one.actor_id, one.on_behalf_of_id) for one in Decision.objects.all()] == [
            (cast.employees["manager"].pk, None)
        ]


class TestReplay:
    def test_rule_26_the_same_request_again_has_one_effect(self, cast, api, made, task):
        manager = api("manager")
        first = manager.post(f"workflow/tasks/{task}/approve", {}, key="once")
        again = manager.post(f"workflow/tasks/{task}/approve", {}, key="once")
        assert (first.status_code, again.status_code, again.data) == (200, 200, first.data)
        cast.system()
        assert Decision.objects.filter(task_id=task).count() == 1

    def test_the_same_key_for_another_act_is_refused(self, cast, api, made, task):
        manager = api("manager")
        assert manager.post(f"workflow/tasks/{task}/comment", {"opinion": "好"}, key="once").status_code == 200
        assert manager.post(f"workflow/tasks/{task}/approve", {}, key="once").status_code == 422
        _untouched(cast, made)

    @pytest.mark.parametrize("verb", ["approve", "reject", "return", "transfer"])
    def test_a_second_decision_finds_the_first(self, cast, api, made, task, verb):
        assert api("manager").post(f"workflow/tasks/{task}/approve", {}).status_code == 200
        answer = api("manager").post(f"workflow/tasks/{task}/{verb}", _body(cast, verb))
        assert (answer.status_code, answer.data["code"]) == (409, "task_decided")
        cast.system()
        assert Decision.objects.filter(task_id=task).count() == 1

    def test_an_old_approval_does_not_count_in_the_next_round(self, cast, api, made, task):
        assert api("manager").post(f"workflow/tasks/{task}/return", {"opinion": "改"}).status_code == 200
        answer = api("manager").post(f"workflow/tasks/{task}/approve", {})
        assert answer.status_code == 409
        cast.system()
        assert Order.objects.get(pk=made["id"]).status == "draft"


class TestAfterItWasGivenAway:
    def test_after_a_transfer_the_former_approver_cannot_decide(self, cast, api, made, task):
        to = cast.employees["boss"].pk
        assert api("manager").post(f"workflow/tasks/{task}/transfer", {"to": to}).status_code == 200
        answer = api("manager").post(f"workflow/tasks/{task}/approve", {})
        assert answer.status_code in (403, 409), answer.data
        cast.system()
        assert not Decision.objects.filter(action="approve").exists()

    def test_a_task_cannot_be_transferred_to_whoever_asked(self, cast, api, made, task):
        to = cast.employees["sales"].pk
        answer = api("manager").post(f"workflow/tasks/{task}/transfer", {"to": to})
        assert answer.status_code == 409, answer.data
        _untouched(cast, made)

    def test_a_task_cannot_be_transferred_to_another_company(self, cast, api, made, task):
        to = cast.employees["stranger"].pk
        answer = api("manager").post(f"workflow/tasks/{task}/transfer", {"to": to})
        assert answer.status_code in (409, 422), answer.data
        _untouched(cast, made)

    def test_after_a_withdrawal_nobody_decides(self, cast, api, made, task):
        assert api("sales").post(f"workflow/cases/{_case(cast).pk}/withdraw", {}).status_code == 200
        for verb in ("approve", "reject"):
            assert api("manager").post(f"workflow/tasks/{task}/{verb}", {}).status_code == 409
        cast.system()
        assert Order.objects.get(pk=made["id"]).status == "draft"
        assert not Decision.objects.filter(action="approve").exists()


class TestStandingIn:
    def _delegate(self, cast, principal: str, delegate: str, hours: tuple[int, int]) -> None:
        now = timezone.now()
        people = {"principal": cast.employees[principal], "delegate": cast.employees[delegate]}
        span = {"starts_at": now + timedelta(hours=hours[0]), "ends_at": now + timedelta(hours=hours[1])}
        save(Delegation(**people, **span), actor=cast.system())

    def test_a_delegate_whose_time_is_over_cannot_decide(self, cast, api, draft):
        self._delegate(cast, "manager", "boss", (-1, 1))
        trade.act(api("sales"), draft, "submit")
        cast.system()
        task = Task.objects.get(case__record_id=draft["id"])
        assert task.delegate_id == cast.employees["boss"].pk
        Delegation.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
        answer = api("boss").post(f"workflow/tasks/{task.pk}/approve", {})
        assert answer.status_code == 403, answer.data
        _untouched(cast, draft)

    @pytest.mark.parametrize("chain", [("manager", "sales"), ("manager", "colleague", "sales")])
    def test_nobody_approves_their_own_document_by_delegation(self, cast, api, draft, chain):
        for principal, delegate in itertools.pairwise(chain):
            self._delegate(cast, principal, delegate, (-1, 1))
        trade.act(api("sales"), draft, "submit")
        cast.system()
        task = Task.objects.get(case__record_id=draft["id"])
        answer = api("sales").post(f"workflow/tasks/{task.pk}/approve", {})
        assert answer.status_code == 403, answer.data
        cast.system()
        assert not Decision.objects.exists()


class TestTheDocument:
    def test_it_cannot_be_edited_while_it_is_decided(self, cast, api, made, task):
        for who in ("sales", "manager", "admin"):
            answer = api(who).patch(f"sales/orders/{made['id']}", {"note": "便宜点"})
            assert answer.status_code in (403, 409), answer.data
        _untouched(cast, made)

    def test_what_changed_past_every_service_is_not_approved(self, cast, api, made, task):
        cast.system()
        Order.objects.filter(pk=made["id"]).update(credit_days=3650)
        answer = api("manager").post(f"workflow/tasks/{task}/approve", {})
        assert (answer.status_code, answer.data["code"]) == (409, "subject_changed")
        cast.system()
        assert not Decision.objects.exists()

    def test_nothing_is_attached_while_it_is_decided_or_afterwards(self, cast, api, made, task):
        def attach(who: str) -> int:
            file = SimpleUploadedFile("quote.txt", b"cheaper", content_type="text/plain")
            body = {"file": file, "resource": "sales.order", "id": str(made["id"])}
            return api(who).http.post("/api/v1/files", body).status_code

        assert attach("sales") == 409
        assert api("manager").post(f"workflow/tasks/{task}/approve", {}).status_code == 200
        trade.decide(api, "finance", made)
        assert attach("sales") == 409
        cast.system()
        assert not File.objects.exists()


class TestReadingAlong:
    def test_nobody_copies_themselves_in(self, cast, api, made):
        number, me = _case(cast).pk, cast.employees["colleague"].pk
        assert api("colleague").post(f"workflow/cases/{number}/cc", {"to": [me]}).status_code == 404
        assert api("colleague").get(f"sales/orders/{made['id']}").status_code == 404
        cast.system()
        assert not Share.objects.filter(employee_id=me, resource="sales.order").exists()

    def test_a_copy_lets_read_and_nothing_more(self, cast, api, made, task):
        number, hr = _case(cast).pk, cast.employees["hr"].pk
        assert api("sales").post(f"workflow/cases/{number}/cc", {"to": [hr]}).status_code == 200
        reader = api("hr")
        assert reader.get(f"sales/orders/{made['id']}").status_code == 200
        assert reader.patch(f"sales/orders/{made['id']}", {"note": "x"}).status_code == 403
        assert reader.delete(f"sales/orders/{made['id']}").status_code == 403
        assert reader.post(f"sales/orders/{made['id']}/cancel").status_code == 403
        assert reader.post(f"workflow/tasks/{task}/approve", {}).status_code == 403
        assert reader.post(f"workflow/cases/{number}/withdraw", {}).status_code == 403
        _untouched(cast, made)

    def test_a_copy_does_not_cross_the_wall(self, cast, api, made):
        number, stranger = _case(cast).pk, cast.employees["stranger"].pk
        answer = api("sales").post(f"workflow/cases/{number}/cc", {"to": [stranger]})
        assert answer.status_code == 409, answer.data
        assert api("stranger").get(f"workflow/cases/{number}").status_code == 404


class TestHiddenFields:
    CANARY, RULES = "蓝天科技", (("crm.customer", "name"), ("masterdata.party", "name"), ("sales.order", "credit_days"))

    def test_an_approver_from_whom_fields_are_hidden_reads_them_nowhere(self, cast, api, draft):
        actor = cast.system()
        for role in Role.objects.filter(assignments__employee=cast.employees["manager"]):
            for resource, name in self.RULES:
                save(FieldRule(role=role, resource=resource, field=name, mode="hidden"), actor=actor)
        trade.act(api("sales"), draft, "submit")
        number = _case(cast, draft).pk
        reader = api("manager")
        for path in ("workflow/inbox", f"workflow/cases/{number}", "messages", f"sales/orders/{draft['id']}"):
            answer = reader.get(path)
            assert answer.status_code == 200
            assert self.CANARY not in answer.content.decode(), path
        assert "credit_days" not in reader.get(f"workflow/cases/{number}").data["snapshot"]
        assert self.CANARY in api("sales").get(f"workflow/cases/{number}").content.decode()

    def test_whoever_keeps_processes_running_reads_in_the_past_no_more_than_today(self, cast, api, draft):
        trade.act(api("sales"), draft, "submit")
        number = _case(cast, draft).pk
        path = f"workflow/cases/{number}/log/1"
        assert "credit_days" in api("admin").get(path).data["content"]
        actor = cast.system()
        for role in Role.objects.filter(assignments__employee=cast.employees["admin"]):
            for resource, name in self.RULES:
                save(FieldRule(role=role, resource=resource, field=name, mode="hidden"), actor=actor)
        answer = api("admin").get(path)
        assert answer.data["content_proved"], "what is hidden is proved all the same"
        assert "total" in answer.data["content"]
        assert "credit_days" not in answer.data["content"]
        assert self.CANARY not in answer.content.decode()


class TestFieldsOfAStep:
    """What a step lets its people change, and hides from them, at the document itself (row E5, rules 41 and 42)."""

    @pytest.fixture
    def stepped(self, cast, api, draft):
        rights = {
            "credit_days": "write",
            "required_on": "required",
            "whole_discount": "hidden",
            "lines.unit_price": "hidden",
        }
        fields = {name: FieldRight(right) for name, right in rights.items()}
        people = b.person(cast.employees["manager"].pk)
        source = b.process("sales.order", "Orders", b.approve("manager", "M", people, fields=fields))
        cast.system()
        definitions.store("sales.order", cast.company.pk, source.xml(), shipped=False)
        trade.act(api("sales"), draft, "submit")
        return f"workflow/tasks/{trade.tasks(api, 'manager')[draft['id']]}"

    def test_exactly_the_fields_of_the_step_are_changed_and_required_ones_are_asked_for(
        self, cast, api, draft, stepped
    ):
        manager, path = api("manager"), f"{stepped}/edit"
        refused = manager.post(f"{stepped}/approve", {})
        assert (refused.status_code, refused.data["code"], refused.data["field"]) == (
            409,
            "field_required",
            "required_on",
        )
        for name in ("total", "whole_discount", "status", "lines", "__class__"):
            assert manager.post(path, {"fields": {name: {"seen": None, "value": "1"}}}).status_code == 403, name
        bad = manager.post(path, {"fields": {"credit_days": {"seen": None, "value": "soon"}}})
        assert bad.status_code in (409, 422)
        now = api("sales").get(f"sales/orders/{draft['id']}").data["credit_days"]
        fields = {"credit_days": {"seen": now, "value": 45}, "required_on": {"seen": None, "value": "2031-01-31"}}
        assert api("sales").post(path, {"fields": fields}).status_code == 403
        done = manager.post(path, {"fields": fields})
        assert done.status_code == 200, done.data
        assert {one["field"] for one in done.data["edits"]} == {"credit_days", "required_on"}
        cast.system()
        order = Order.objects.get(pk=draft["id"])
        assert (order.credit_days, str(order.required_on), order.status) == (45, "2031-01-31", "in_approval")
        assert manager.post(f"{stepped}/approve", {}).data["state"] == "approved"

    def test_what_is_hidden_at_the_step_is_nowhere_for_its_people_afterwards_too(self, cast, api, draft, stepped):
        reader, number = api("manager"), _case(cast, draft).pk
        fields = {"required_on": {"seen": None, "value": "2031-01-31"}}
        assert reader.post(f"{stepped}/edit", {"fields": fields}).status_code == 200
        for _when in ("while", "after"):
            for path in (
                f"workflow/cases/{number}",
                f"sales/orders/{draft['id']}",
                f"sales/orders/{draft['id']}/history",
            ):
                answer = reader.get(path)
                assert answer.status_code == 200, path
                text = json.dumps({name: value for name, value in answer.data.items() if name != "field_modes"})
                assert "whole_discount" not in text, path
                assert "unit_price" not in text, path
            reader.post(f"{stepped}/approve", {})
        assert "unit_price" in api("sales").get(f"sales/orders/{draft['id']}").content.decode()


class TestJumping:
    @pytest.mark.parametrize("target", ["finance", "general_manager", "end", "__class__", "nowhere"])
    def test_nothing_returns_to_a_step_that_was_never_reached(self, cast, api, made, task, target):
        answer = api("manager").post(f"workflow/tasks/{task}/return", {"target": target})
        assert (answer.status_code, answer.data["code"]) == (409, "bad_return_target")
        _untouched(cast, made)

    def test_a_finished_case_is_finished(self, cast, api, made, task):
        assert api("manager").post(f"workflow/tasks/{task}/reject", {}).status_code == 200
        for who, verb in (("manager", "approve"), ("sales", "resubmit")):
            assert api(who).post(f"workflow/tasks/{task}/{verb}", {}).status_code in (403, 409)
        assert api("sales").post(f"workflow/cases/{_case(cast).pk}/withdraw", {}).status_code == 409
        cast.system()
        assert Order.objects.get(pk=made["id"]).status == "draft"
