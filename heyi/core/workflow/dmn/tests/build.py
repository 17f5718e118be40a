"""Small models for tests, written as the XML that a person's editor would write."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from heyi.core.workflow.dmn import Model, read_model

MODEL_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
Row = tuple[Sequence[str], Sequence[str]]


def definitions(body: str, *, namespace: str = MODEL_15, of: str = "urn:test", extra: str = "") -> str:
    """A file with this inside."""
    return f'<definitions xmlns="{namespace}" namespace="{of}" name="test" id="test" {extra}>{body}</definitions>'


def text(name: str, content: str, attributes: str = "") -> str:
    return f"<{name} {attributes}><text>{escape(content)}</text></{name}>"


def input_data(name: str, of: str = "") -> str:
    of = f" typeRef={quoteattr(of)}" if of else ""
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)}{of}/></inputData>"


def decision(name: str, body: str, needs: Sequence[str] = (), of: str = "") -> str:
    """A decision; `needs` are ids, those beginning with `d` of decisions, with `k` of knowledge, others of inputs."""
    kinds = {
        "d": ("informationRequirement", "requiredDecision"),
        "k": ("knowledgeRequirement", "requiredKnowledge"),
    }
    links = ""
    for need in needs:
        outer, inner = kinds.get(need.split("#")[-1][0], ("informationRequirement", "requiredInput"))
        href = need if "#" in need else f"#{need}"
        links += f"<{outer}><{inner} href={quoteattr(href)}/></{outer}>"
    of = f" typeRef={quoteattr(of)}" if of else ""
    variable = f"<variable name={quoteattr(name)}{of}/>"
    return f"<decision id={quoteattr(name)} name={quoteattr(name)}>{variable}{links}{body}</decision>"


def literal(expression: str) -> str:
    return text("literalExpression", expression)


def table(
    inputs: Sequence[str],
    rows: Sequence[Row],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    outputs: Sequence[tuple[str, str, str]] = (("", "", ""),),
    types: Sequence[str] = (),
    allowed: Sequence[str] = (),
) -> str:
    """A decision table. `outputs` are triples of name, output values and default."""
    made = "".join(_input(name, index, types, allowed) for index, name in enumerate(inputs))
    for name, values, default in outputs:
        inner = (text("outputValues", values) if values else "") + (
            text("defaultOutputEntry", default) if default else ""
        )
        made += f"<output name={quoteattr(name)}>{inner}</output>"
    for tests, results in rows:
        cells = "".join(text("inputEntry", cell) for cell in tests) + "".join(
            text("outputEntry", cell) for cell in results
        )
        made += f"<rule>{cells}</rule>"
    more = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{more}>{made}</decisionTable>'


def _input(name: str, index: int, types: Sequence[str], allowed: Sequence[str]) -> str:
    of = f'typeRef="{types[index]}"' if types else ""
    limits = text("inputValues", allowed[index]) if allowed and allowed[index] else ""
    return f"<input>{text('inputExpression', name, of)}{limits}</input>"


def table_model(inputs: Sequence[str], body: str) -> Model:
    """A model with one decision `d` over these inputs."""
    return read_model(definitions("".join(map(input_data, inputs)) + decision("d", body, inputs)))
