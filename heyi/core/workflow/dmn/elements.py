"""Reading the elements of a DMN file, whichever version of the standard its namespace names."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from lxml import etree

from heyi.core.workflow.dmn.errors import refuse

Element = etree._Element

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}


def version_of(root: Element) -> str:
    """The version of the standard by the root element; Malformed when it is no DMN of a version known here."""
    name = etree.QName(root)
    version = VERSIONS.get(name.namespace or "")
    if version is None or name.localname != "definitions":
        raise refuse("xml", "not_dmn", _("The file is not a decision model of DMN 1.1 to 1.5."))
    return version


def tag(element: Element) -> str:
    """The name without its namespace; empty for elements that are not of DMN, and for comments."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in VERSIONS else ""


def bare(element: Element) -> str:
    """The name without its namespace, whichever it is; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names in their order."""
    return (child for child in element if tag(child) in names)


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str = "text") -> str:
    """What stands in the `text` (or other) child; empty when there is none."""
    inner = None if element is None else child(element, name)
    return "" if inner is None else "".join(str(part) for part in inner.itertext())


def place_of(element: Element) -> str:
    """How to name an element to a person: its name, else its id, else what and where it is."""
    return element.get("name") or element.get("id") or f"{tag(element)}:{element.sourceline or 0}"
