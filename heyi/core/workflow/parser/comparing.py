"""What two BPMN files mean, compared: everything but the order of attributes and the white space between elements."""

from collections.abc import Iterator

from lxml import etree

Fact = tuple[str, str, str]


def differences(one: etree._Element, other: etree._Element, path: str = "") -> Iterator[Fact]:
    """``(where, was, is)`` for every element, attribute and text in which they differ."""
    here = f"{path}/{_name(one)}"
    if one.tag != other.tag:
        yield here, _name(one), _name(other)
        return
    for name in sorted(set(one.attrib) | set(other.attrib), key=str):
        if one.get(name) != other.get(name):
            yield f"{here}@{str(name).rpartition('}')[2]}", str(one.get(name)), str(other.get(name))
    if _text(one) != _text(other):
        yield f"{here}/text()", _text(one), _text(other)
    mine, theirs = _children(one), _children(other)
    if len(mine) != len(theirs):
        yield here, f"{len(mine)} children", f"{len(theirs)} children"
        return
    for left, right in zip(mine, theirs, strict=True):
        yield from differences(left, right, here)


def _children(node: etree._Element) -> list[etree._Element]:
    """Comments and processing instructions count too: somebody wrote them."""
    return list(node)


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else "comment()"


def _text(node: etree._Element) -> str:
    """Text of an element that has only text is kept as it is; between elements white space means nothing."""
    parts = [node.text or "", *(child.tail or "" for child in node)]
    return (node.text or "") if not len(node) else " ".join("".join(parts).split())
