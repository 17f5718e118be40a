"""Reading XML that a stranger may have written: no DTD, no entities, no network, bounded in size, depth and count."""

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from lxml import etree

from heyi.kit.errors import Malformed, TooLarge

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
HEYI = "urn:heyi:bpmn:1"


def parse(source: bytes | str, *, elements: int = MAX_ELEMENTS) -> etree._Element:
    """The root element of a file of at most so many elements, or a refusal that says what is wrong with it.

    Raises TooLarge for too many bytes, elements or levels, and Malformed for everything that is not plain XML.
    """
    data = _utf8(source)
    if len(data) > MAX_BYTES:
        raise TooLarge(_("The file may have %(limit)s bytes."), limit=MAX_BYTES)
    _refuse_declarations(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _not_xml(error.msg or "", error.lineno or 0) from None
    _refuse_excess(root, elements)
    return root


def serialize(root: etree._Element) -> str:
    """The file as text, with everything that was in it and nothing that we did not put there."""
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _utf8(source: bytes | str) -> bytes:
    if isinstance(source, bytes):
        encoding = "utf-16" if source[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            source = source.decode(encoding)
        except UnicodeDecodeError:
            raise Malformed.at("xml", "not_utf8", _("The file is not UTF-8 text.")) from None
    text = source.lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]
    return text.encode("utf-8", "surrogatepass")


def _refuse_declarations(data: bytes) -> None:
    """DTDs and entities are refused by expat before any of them is expanded."""
    try:
        SafeTree.fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Malformed.at("xml", "dtd_forbidden", _("The file may not declare a DTD or entities.")) from None
    except SafeTree.ParseError as error:
        raise _not_xml(str(error), error.position[0]) from None


def _refuse_excess(root: etree._Element, elements: int) -> None:
    depth, count = 0, 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or count > elements:
            raise TooLarge(
                _("The file may have %(elements)s elements in %(levels)s levels."),
                elements=elements,
                levels=MAX_DEPTH,
            )


def _not_xml(message: str, line: int) -> Malformed:
    problem = Malformed.at("xml", "not_xml", _("The file is not well-formed XML."))
    problem.extra["line"] = line
    problem.extra["reason"] = message
    return problem
