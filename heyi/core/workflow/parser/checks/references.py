"""References of the file to data: what a name points at has to exist."""

from django.utils.translation import gettext_lazy as _
from lxml import etree

from heyi.core.workflow.parser.checks.findings import Finding, Findings
from heyi.core.workflow.parser.elements import local
from heyi.core.workflow.parser.model import Document, Process
from heyi.core.workflow.parser.xml import BPMN

#: Attributes, and children whose text is a reference, by the element that has them.
ATTRIBUTES = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}
CHILDREN = {
    "dataInputAssociation": ("sourceRef",),
    "dataOutputAssociation": ("targetRef",),
    "multiInstanceLoopCharacteristics": ("loopDataInputRef", "loopDataOutputRef"),
}


def references(document: Document, process: Process) -> Findings:
    """Data objects, stores and lists of the process that the file does not have."""
    top = next((node for node in document.root.iter(f"{{{BPMN}}}process") if node.get("id", "") == process.id), None)
    if top is None:
        return
    known = {str(node.get("id")) for node in document.root.iter() if node.get("id")}
    for node in top.iter(f"{{{BPMN}}}*"):
        for ref in _refs(node):
            if ref and ref not in known:
                message = _("This refers to something that the file does not have: %(ref)s.") % {"ref": ref}
                yield Finding(_owner(node), "bad_reference", message)


def _refs(node: etree._Element) -> list[str]:
    name = local(node)
    found = [node.get(ATTRIBUTES[name], "")] if name in ATTRIBUTES else []
    found += [(child.text or "").strip() for child in node if local(child) in CHILDREN.get(name, ())]
    return [ref.rpartition(":")[2] for ref in found]


def _owner(node: etree._Element) -> str:
    """The element that a user sees: the thing itself, or the activity that it belongs to."""
    if local(node) not in CHILDREN:
        return node.get("id", "")
    parent = node.getparent()
    return "" if parent is None else parent.get("id", "")
