"""From the tree to BPMN with a diagram; into the file that it came from, if there is one, so that what a tree does not show
stays: what other products say about elements that are still there, documentation, notes, ids, and the diagram while
nothing moved.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.writer import Ids, Writer
from heyi.core.workflow.parser.xml import serialize
from heyi.core.workflow.simple import grafting, redrawing
from heyi.core.workflow.simple.model import Block, Process, ids_of, walk
from heyi.core.workflow.simple.reading import Reading, read_tree
from heyi.core.workflow.simple.showing import flow_nodes, process_node
from heyi.kit.errors import Malformed


def write_tree(model: Process, original: str = "") -> str:
    """The file of a tree. Malformed when the original is no tree itself, so that writing would lose something, or when the
    tree gives an id that something else there has.
    """
    if not original:
        return Writer(model).write()
    document = read(original)
    found = read_tree(document)
    if found.blocked is not None or document.process is None or found.model is None:
        blocked = found.blocked
        raise Malformed.at("xml", blocked.code if blocked else "no_process", blocked.reason if blocked else "")
    node = process_node(document, document.process)
    drawn = {child.get("id", "") for child in flow_nodes(node)}
    if found.model == model and redrawing.is_drawn(document.root, drawn):
        return original
    writer = Writer(model, _ids(document, found, model, node))
    writer.draw()
    grafting.graft(document.root, node, writer.root, _changed(found.model, model))
    return serialize(document.root)


def _ids(document: Document, found: Reading, model: Process, node: etree._Element) -> Ids:
    """The ids of the file for what stays, and those that something has that is not drawn anew."""
    process = document.process
    drawn = {child.get("id", "") for child in flow_nodes(node)}
    others = {str(one.get("id")) for one in document.root.iter("{*}*") if one.get("id")} - drawn - {node.get("id", "")}
    for given in ids_of(model):
        if given in others:
            message = _("Something else in the file has the id “%(id)s”.") % {"id": given}
            raise Malformed.at("model", "duplicate_id", message)
    given_by_tree = set(ids_of(found.model)) if found.model else set()
    plain = [flow for flow in process.flows if flow.id not in given_by_tree] if process else []
    return Ids(
        start=found.start,
        end=found.end or "end",
        joins=found.joins,
        flows={flow.source: flow.id for flow in plain},
        taken=frozenset(others),
    )


def _changed(old: Process, new: Process) -> frozenset[str]:
    """The ids of what does not say the same any more."""
    before, after = dict(_said(old)), dict(_said(new))
    changed = {name for name, said in after.items() if name not in before or before[name] != said}
    return frozenset(changed | ({new.key} if _whole(old) != _whole(new) else set()))


def _said(process: Process) -> Iterator[tuple[str, Any]]:
    for step in walk(process.steps):
        if not isinstance(step, Block):
            yield step.id, step
            continue
        default = [branch.id for branch in step.branches if branch.is_default]
        yield step.id, (step.kind, step.name, default)
        for branch in step.branches:
            yield branch.id, (branch.name, branch.condition)


def _whole(process: Process) -> Mapping[str, Any]:
    return {
        "key": process.key, "name": process.name, "withdraw": process.withdraw, "policy": process.policy,
        "sla": process.sla,
    }  # fmt: skip
