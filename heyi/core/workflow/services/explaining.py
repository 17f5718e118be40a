"""为什么是我: the stored derivation of a task in words of the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heyi.core.workflow.approval.keeping import MIGRATION
from heyi.kit.errors import NotFound


def explain(derivation: list[dict[str, Any]], task: Mapping[str, Any]) -> dict[str, Any]:
    """``{"rule", "sentence", "steps": [{"title", "detail"}], "result": [{"id", "label"}]}``."""
    if not derivation:
        raise NotFound
    steps = [_step(one) for one in derivation]
    origin = task.get("origin") or {}
    if "transferred_from" in origin:
        steps.append({"title": _("Handed over"), "detail": _("The task was handed over by whoever had it before.")})
    if "added_by" in origin:
        steps.append({"title": _("Added"), "detail": _("A colleague who is asked here has added this person.")})
    result: list[dict[str, Any]] = next((one["found"] for one in reversed(derivation) if one["step"] == "result"), [])
    rules = [one["rule"] for one in derivation if one["step"] == "rule"]
    return {
        "rule": " + ".join(rules),
        "sentence": " ".join(step["detail"] for step in steps),
        "steps": steps,
        "result": result,
    }


RULES = {
    "person": gettext_lazy("Named person"),
    "role": gettext_lazy("Role"),
    "post": gettext_lazy("Post"),
    "manager": gettext_lazy("Direct manager"),
    "department_head": gettext_lazy("Department head"),
    "initiator": gettext_lazy("Initiator"),
    "choice": gettext_lazy("Chosen by the initiator"),
    "department": gettext_lazy("Members of a department"),
    "group": gettext_lazy("User group"),
    "managers": gettext_lazy("Consecutive managers"),
    "form_person": gettext_lazy("People in the document"),
    "form_department_head": gettext_lazy("Heads of departments in the document"),
    "handler": gettext_lazy("Whoever decided earlier"),
    "next": gettext_lazy("Chosen by the approver before"),
    "matrix": gettext_lazy("Responsibility matrix"),
    "expression": gettext_lazy("Expression"),
}


DOCUMENT = {
    "department": gettext_lazy("In the department work %(who)s."),
    "group": gettext_lazy("Members of the user group “%(name)s” are %(who)s."),
    "form_person": gettext_lazy("The document names %(who)s (%(path)s)."),
    "form_department_head": gettext_lazy("The departments in the document (%(path)s) are headed by %(who)s."),
    "handler": gettext_lazy("At the earlier step %(who)s decided."),
    "next": gettext_lazy("The approver before chose %(who)s."),
    "matrix": gettext_lazy("Row %(row)s of the matrix “%(name)s”, version %(version)s, names %(who)s."),
    "expression": gettext_lazy("The expression %(text)s gives %(who)s."),
}


def rule_label(derivation: Sequence[Mapping[str, Any]]) -> str:
    """The rules by which approvers were looked for, in a few words."""
    return " + ".join(str(RULES.get(one["rule"], one["rule"])) for one in derivation if one["step"] == "rule")


def _step(one: Mapping[str, Any]) -> dict[str, str]:
    names = "、".join(person["label"] for person in one.get("found", ())) or _("nobody")
    gone = "、".join(person["label"] for person in one.get("dropped", one.get("of", ())))
    match one["step"]:
        case "rule":
            return {"title": _("Rule"), "detail": _rule(one, names)}
        case "inactive":
            return {"title": _("Left or suspended"), "detail": _("%(who)s cannot act any more.") % {"who": gone}}
        case "self":
            text = _("The initiator does not approve their own request.")
            if one["own"] == "manager":
                text = _("The initiator does not approve their own request; it goes to %(who)s.") % {"who": names}
            return {"title": _("Approver is the initiator"), "detail": text}
        case "empty":
            return {"title": _("Nobody found"), "detail": _empty(one, names)}
        case "delegation":
            return {"title": _("Stand-in"), "detail": _delegation(one, gone, names)}
        case "standing":
            return {"title": _("Votes"), "detail": _standing(one)}
        case "sod":
            text = _("%(who)s has decided at a step that is kept apart from this one.") % {"who": gone}
            return {"title": _("Separation of duties"), "detail": text}
        case "identity" | "taken_back" | "returned":
            return _beside(one, names)
        case _:
            return {"title": _("Result"), "detail": _("Asked: %(who)s.") % {"who": names}}


def _as_whom(identity: Mapping[str, Any], names: str) -> str:
    facts = {"who": names, "post": identity.get("post") or "—", "department": identity.get("department") or "—"}
    if identity.get("head"):
        return _("%(who)s is asked as the head of %(department)s (%(post)s).") % facts
    return _("%(who)s is asked as %(post)s of %(department)s.") % facts


def _beside(one: Mapping[str, Any], names: str) -> dict[str, str]:
    if one["step"] == "identity":
        return {"title": _("Post"), "detail": _as_whom(one["identity"], names)}
    if one["step"] == "taken_back":
        return {"title": _("Taken back"), "detail": _("A decision was taken back, so it is asked again.")}
    return {"title": _("Returned"), "detail": _("It came straight back to those who had not decided yet.")}


def _standing(one: Mapping[str, Any]) -> str:
    labels = {person["id"]: person["label"] for person in one["found"]}
    said = []
    for voter in one["standings"]:
        facts = {"who": labels.get(voter["id"], ""), "weight": voter.get("weight", 1)}
        said += [_("The vote of %(who)s counts %(weight)s times.") % facts] if facts["weight"] != 1 else []
        said += [_("A rejection by %(who)s decides.") % facts] if voter.get("veto") else []
        said += [_("The vote of %(who)s decides a tie.") % facts] if voter.get("chair") else []
    return " ".join(said)


def _rule(one: Mapping[str, Any], names: str) -> str:
    said, when = _by_rule(one, names), one.get("organization")
    if when is None:
        return said
    day = {"day": timezone.localdate(datetime.fromisoformat(one["as_of"])).isoformat()}
    if when == MIGRATION:
        kept = _("Asked was the organization as at the migration of the case to this version, on %(day)s.") % day
    else:
        kept = _("Asked was the organization as at the start of the case, on %(day)s.") % day
    return f"{said} {kept}"


def _by_rule(one: Mapping[str, Any], names: str) -> str:
    facts = {"who": names, "name": one.get("name", ""), "level": one.get("level", 1)}
    facts |= {"path": one.get("path", ""), "text": one.get("text", ""), "row": one.get("row", 0)}
    facts |= {"version": one.get("version", 0), "until": one.get("until", "")}
    if one["rule"] in DOCUMENT:
        return str(DOCUMENT[one["rule"]]) % facts
    match one["rule"]:
        case "department_head":
            return _head(one) % facts
        case "managers":
            text = _("The initiator's line of managers is %(who)s.") % facts
            stop = _("It ends at level %(level)s, where the role or the limit suffices.")
            return f"{text} {stop % {'level': one['stopped_at']}}" if "stopped_at" in one else text
        case "manager":
            return _("The initiator's manager of level %(level)s is %(who)s.") % facts
        case "role":
            return _("The role “%(name)s” is held by %(who)s.") % facts
        case "post":
            return _("The post “%(name)s” is held by %(who)s.") % facts
        case "choice" if one.get("preset"):
            return _("The initiator chose nobody, so those preset by the process are asked: %(who)s.") % facts
        case "choice":
            return _("The initiator chose %(who)s.") % facts
        case "initiator":
            return _("The initiator is %(who)s.") % facts
        case _:
            return _("The process names %(who)s.") % facts


def _head(one: Mapping[str, Any]) -> str:
    if one.get("down"):
        return _("The head of the department, level %(level)s from the top, is %(who)s.")
    if one.get("shifted"):
        return _("The initiator is a head, so the next head above, level %(level)s, is asked: %(who)s.")
    return _("The head of the department, level %(level)s upwards, is %(who)s.")


def _empty(one: Mapping[str, Any], names: str) -> str:
    match one["empty"]:
        case "pass":
            return _("Nobody is responsible here, so the step passes by itself.")
        case "up":
            return _("Nobody was left, so it goes one level up, to %(who)s.") % {"who": names}
        case _:
            return _("Nobody was left, so it goes to the administrators: %(who)s.") % {"who": names}


def _delegation(one: Mapping[str, Any], principal: str, names: str) -> str:
    facts = {"principal": principal, "who": names}
    match one["delegation"]:
        case "used":
            return _("%(who)s stands in for %(principal)s; either may act.") % facts
        case "cycle":
            return _("The delegations of %(principal)s go round in a circle and are not followed.") % facts
        case _:
            return _("%(who)s may not stand in for %(principal)s here.") % facts
