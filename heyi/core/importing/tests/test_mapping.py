"""A mistake in a mapping is one sentence with its line; nothing that a person can write breaks the reader."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.importing.document import MappingError
from heyi.core.importing.mapping import read

GOOD = """heyi: 1
defaults:
  empty: [NULL]
steps:
  - name: books
    file: books.csv
    resource: masterdata.product
    key: [code]
    fields:
      code: code
      name: = upper case(title)
      category: {column: cat, lookup: masterdata.category, by: code}
      on_shelf: {column: shelf, map: {a: "yes"}}
  - file: orders.csv
    resource: sales.order
    key: [external_number]
    fields: {external_number: no, customer: {column: c, lookup: crm.customer, by: code}}
    lines: {lines: {file: lines.csv, on: {no: no}, fields: {quantity: q}}}
    then: [{verb: close, when: done = 1}]
"""


def refusal(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "m.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(MappingError) as caught:
        read(path)
    return str(caught.value)


def test_the_good_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(GOOD)
    assert [step.name for step in read(tmp_path / "m.yaml")] == ["books", "sales.order"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("heyi: 1", "heyi: 2", "line 1, heyi: this version of Heyi reads mappings of version 1"),
        ("steps:", "stepps:", "line 4, stepps: “stepps” is not known here; did you mean “steps”?"),
        (
            "masterdata.product",
            "masterdata.produkt",
            "line 7, steps[1].resource: “masterdata.produkt” is not known here; did you mean “masterdata.product”?",
        ),
        (
            "      name: =",
            "      nmae: =",
            "line 11, steps[1].fields.nmae: “nmae” is not known here; did you mean “name”?",
        ),
        ("upper case(title)", "upper case(title", "line 11, steps[1].fields.name: the expression cannot be read:"),
        ("key: [code]", "key: [kode]", "line 8, steps[1].key: “kode” is not known here; did you mean “code”?"),
        (
            "    key: [code]\n",
            "",
            "line 5, steps[1]: “key” is missing: without it a second run would create everything again",
        ),
        (
            "lookup: masterdata.category, by: code",
            "lookup: masterdata.category",
            "line 12, steps[1].fields.category: “by” is missing",
        ),
        (
            "lookup: masterdata.category, by: code",
            "map: {a: b}",
            "line 12, steps[1].fields.category: this is a reference: say “lookup” and “by”",
        ),
        (
            "masterdata.category, by",
            "masterdata.party, by",
            "“masterdata.party” is not known here; did you mean “masterdata.category”?",
        ),
        (
            "by: code}\n      on",
            "by: parent}\n      on",
            "line 12, steps[1].fields.category.by: “parent” is not known here;",
        ),
        (
            "{column: shelf,",
            "{column: shelf, constant: x,",
            "line 13, steps[1].fields.on_shelf: exactly one of column, expression and constant is needed",
        ),
        (
            "file: books.csv",
            "file: ../books.csv",
            "line 6, steps[1].file: files are named below the folder that is imported",
        ),
        (
            "file: books.csv",
            "file: {path: b.csv, encoding: utf8}",
            "line 6, steps[1].file.encoding: “utf8” is not known here; did you mean “utf-8”?",
        ),
        (
            "file: books.csv",
            "file: {path: b.csv, header: 0}",
            "line 6, steps[1].file.header: a whole number is expected here",
        ),
        ("file: books.csv", "file: {path: b.csv, delimiter: komma}", "did you mean “comma”?"),
        (
            "  - file: orders.csv",
            "  - name: books\n    file: orders.csv",
            "line 14, steps[2].name: the step of line 5 has the same name",
        ),
        (
            "verb: close",
            "verb: clos",
            "line 19, steps[2].then[1].verb: “clos” is not known here; did you mean “close”?",
        ),
        (
            "quantity: q",
            "quantety: q",
            "line 18, steps[2].lines.lines.fields.quantety: “quantety” is not known here; did you mean “quantity”?",
        ),
        ("  empty: [NULL]", "  empty: [NULL", "this is not proper YAML:"),
        (
            "  empty: [NULL]",
            "  empty: &a [NULL]",
            "line 3: anchors and aliases (&name, *name) are not used in mappings",
        ),
        ("  empty: [NULL]", "  empty: [NULL]\n  empty: [x]", "line 4, defaults: “empty” stands here twice"),
        ("  empty: [NULL]", "  empty: {a: b}", "line 3, defaults.empty: a single value is expected here"),
        ("  empty: [NULL]", "  empty: " + "[" * 50 + "]" * 50, "line 3: this is nested too deeply"),
        ("name: books", "name: [books]", "line 5, steps[1].name: a single value is expected here"),
        ("    fields:\n      code: code\n", "    fields: code\n    x:\n", "“x” is not known here"),
    ],
)
def test_each_mistake_is_one_sentence_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    message = refusal(tmp_path, GOOD.replace(old, new, 1))
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the mapping is empty"),
        (b"# nothing\n", "the mapping is empty"),
        ("heyi: 1\nsteps: 图书\n".encode("gb18030"), "line 2: the mapping must be saved as UTF-8"),
        (b"heyi: 1\nsteps: \x00\n", "line 2: this is not proper YAML"),
        (b"x" * 10_000_000, "the mapping is larger than 1 MB"),
        (b"[" * 500_000, "line 1: this is nested too deeply"),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "line 1: anchors and aliases"),
        (b"- 1\n", "line 1: names with values are expected here"),
        (b"steps: []\n", "there are no steps"),
        (b"steps:\n", "names with values are expected here"),
        (b"? [a]\n: b\n", "line 1: a name is expected here"),
        (b"a: 1\n---\nb: 2\n", "line 2: this is not proper YAML"),
    ],
)
def test_what_is_no_mapping_at_all_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)


TOKENS = st.sampled_from(
    [
        "[",
        "]",
        "{",
        "}",
        ":",
        "- ",
        "\n",
        "  ",
        "&a",
        "*a",
        "!!python/object:os.system",
        '"',
        "'",
        "|",
        "=",
        "\t",
        "\0",
        "0",
        "x",
        "🙂",
        "¥",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), TOKENS | st.text(max_size=4)), max_size=4)
)
def test_no_edit_of_a_mapping_breaks_the_reader(tmp_path: Path, edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, removed, added in edits:
        text = text[:at] + added + text[at + removed :]
    (tmp_path / "m.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        steps, said = read(tmp_path / "m.yaml"), ""
    except MappingError as error:
        steps, said = [], str(error)
    assert steps or said
