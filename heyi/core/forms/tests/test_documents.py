"""Documents of a designed form: filled in, submitted, decided about."""

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from heyi.core.access.actor import Actor
from heyi.core.forms.models import Document, Form
from heyi.core.forms.services import forms
from heyi.core.forms.tests.designs import LEAVE, publish
from heyi.core.resources import detail, listing, registry, writing
from heyi.core.resources.declare import Resource
from heyi.core.workflow import models
from heyi.core.workflow.builder import approve, manager
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.services.cases import act
from heyi.kit.errors import Conflict, Denied, Malformed, NotFound

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
WEEK = {"kind": "annual", "period": {"start": "2026-12-01", "end": "2026-12-05"}, "reason": "家里有事"}


@pytest.fixture
def leave(cast: "Cast") -> Form:
    return publish(cast.actor("admin"), "leave", LEAVE, approve("manager", "Manager", manager()))


def resource(form: Form) -> Resource:
    return registry.get(form.resource)


def filled(form: Form, actor: Actor, **values: Any) -> Document:
    record = writing.create(resource(form), {**WEEK, **values}, actor)
    assert isinstance(record, Document)
    return record


def do(form: Form, verb: str, record: Document, actor: Actor) -> Any:
    kind = resource(form)
    return writing.act(kind, kind.verb(verb), record.pk, {}, actor, version=None)


def refused(problem: Any) -> dict[str, str]:
    return {error.path: error.code for error in problem.value.errors}


class TestFillingIn:
    def test_a_draft_is_kept_with_what_is_computed_and_has_no_number(self, cast: "Cast", leave: Form) -> None:
        record = filled(leave, cast.actor("sales"), handover=cast.employees["colleague"].pk)
        assert record.data["days"] == "5"
        assert record.data["handover"] == {"id": cast.employees["colleague"].pk, "label": "赵同事"}
        assert (record.number, record.status) == ("", "draft")
        assert not models.Case.objects.exists()

    def test_what_the_initiator_may_not_fill_in_is_refused_by_name(self, cast: "Cast", leave: Form) -> None:
        with pytest.raises(Malformed) as problem:
            filled(leave, cast.actor("sales"), days="1", booked=True, secret="x")
        assert refused(problem) == {"days": "read_only", "booked": "read_only", "secret": "unknown_field"}
        assert not Document.objects.exists()

    def test_values_that_are_none_are_told_where_they_stand(self, cast: "Cast", leave: Form) -> None:
        period = {"start": "2026-12-05", "end": "2026-12-01"}
        with pytest.raises(Malformed) as problem:
            filled(leave, cast.actor("sales"), kind="holiday", period=period, handover=10**9, proof=[10**9])
        assert refused(problem) == {"kind": "unknown_choice", "period": "bad_range", "handover": "unknown_reference"}


class TestSubmitting:
    def test_a_complete_document_gets_a_number_and_goes_to_the_manager(self, cast: "Cast", leave: Form) -> None:
        record = filled(leave, cast.actor("sales"))
        done = do(leave, "submit", record, cast.actor("sales"))
        assert done.number.startswith("LEAVE-")
        assert done.status == "running"
        task = models.Task.objects.get(state="open")
        assert task.assignee_id == cast.employees["manager"].pk
        act(Approve(task_id=task.pk, opinion="好"), actor=cast.actor("manager"))
        record.refresh_from_db()
        assert record.status == "approved"
        assert record.data == done.data

    def test_what_is_missing_refuses_it_and_takes_no_number(self, cast: "Cast", leave: Form) -> None:
        actor = cast.actor("sales")
        record = filled(leave, actor, kind="sick", reason="")
        with pytest.raises(Malformed) as problem:
            do(leave, "submit", record, actor)
        assert refused(problem) == {"reason": "required", "proof": "required"}
        record.refresh_from_db()
        assert (record.number, record.status) == ("", "draft")
        assert not models.Case.objects.exists()

    def test_a_choice_that_the_form_has_lost_is_chosen_again(self, cast: "Cast", leave: Form) -> None:
        record = filled(leave, cast.actor("sales"))
        kept = [{**one, "choices": one["choices"][1:]} if one["name"] == "kind" else one for one in LEAVE["fields"]]
        admin = cast.actor("admin")
        form = forms.change(leave.pk, actor=admin, version=leave.version, design={**LEAVE, "fields": kept})
        forms.publish(form.pk, actor=admin, version=form.version)
        actor = cast.actor("sales")
        writing.update(resource(leave), record.pk, {"reason": "other"}, actor, version=None)
        with pytest.raises(Malformed) as problem:
            do(leave, "submit", record, actor)
        assert refused(problem) == {"kind": "unknown_choice"}

    def test_a_rule_of_the_form_refuses_it_in_its_words(self, cast: "Cast", leave: Form) -> None:
        actor = cast.actor("sales")
        record = filled(leave, actor, period={"start": "2026-12-01", "end": "2027-03-01"})
        with pytest.raises(Malformed) as problem:
            do(leave, "submit", record, actor)
        assert [(error.path, error.code, str(error.message)) for error in problem.value.errors] == [
            ("period", "rule", "too long")
        ]

    def test_a_running_document_is_not_edited_or_deleted_by_its_initiator(self, cast: "Cast", leave: Form) -> None:
        actor = cast.actor("sales")
        record = filled(leave, actor)
        do(leave, "submit", record, actor)
        with pytest.raises(Conflict):
            writing.update(resource(leave), record.pk, {"reason": "other"}, actor, version=None)
        with pytest.raises(Conflict):
            writing.delete(resource(leave), record.pk, actor, version=None)
        do(leave, "withdraw", record, actor)
        record.refresh_from_db()
        assert record.status == "draft"
        writing.update(resource(leave), record.pk, {"reason": "other"}, actor, version=None)
        record.refresh_from_db()
        assert record.data["reason"] == "other"


class TestSeeing:
    def test_people_see_their_own_and_those_who_decide_see_it_too(self, cast: "Cast", leave: Form) -> None:
        sales = cast.actor("sales")
        record = filled(leave, sales)
        assert detail.show(resource(leave), record.pk, sales)["days"] == "5"
        for name in ("colleague", "manager", "stranger"):
            with pytest.raises(NotFound):
                detail.show(resource(leave), record.pk, cast.actor(name))
        do(leave, "submit", record, cast.actor("sales"))
        assert detail.show(resource(leave), record.pk, cast.actor("manager"))["reason"] == "家里有事"
        with pytest.raises(NotFound):
            detail.show(resource(leave), record.pk, cast.actor("colleague"))
        with pytest.raises(Denied):
            writing.update(resource(leave), record.pk, {"reason": "mine now"}, cast.actor("manager"), version=None)

    def test_the_list_filters_sorts_and_counts_by_designed_fields(self, cast: "Cast", leave: Form) -> None:
        actor = cast.actor("sales")
        for kind, end in (("annual", "2026-12-01"), ("sick", "2026-12-03"), ("annual", "2026-12-10")):
            filled(leave, actor, kind=kind, period={"start": "2026-12-01", "end": end})

        def days(**query: Any) -> list[str]:
            asked = listing.Query(columns="days", **query)
            return [row["days"] for row in orjson.loads(listing.page(resource(leave), asked, actor))["rows"]]

        assert days(sort="-days") == ["10", "3", "1"]
        assert days(filter='["kind", "in", ["annual"]]', sort="days") == ["1", "10"]
        assert days(filter='["days", "between", ["2", "9"]]') == ["3"]
        assert days(filter='["period", "ge", "2026-12-02"]') == []
        assert days(q="家里有事", sort="days") == ["1", "3", "10"]
        assert days(filter='["booked", "eq", true]') == []
        assert orjson.loads(listing.page(resource(leave), listing.Query(), cast.actor("stranger")))["rows"] == []
