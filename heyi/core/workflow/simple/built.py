"""A process of the builder as a tree: its blocks get ids, its names are said in every language."""

from collections.abc import Iterator
from itertools import count

from django.utils import translation
from django.utils.functional import Promise

from heyi.core.workflow import builder
from heyi.core.workflow.simple.model import LANGUAGES, Block, BlockKind, Branch, End, Process, Step, Task, Texts
from heyi.kit.errors import Text


def tree_of(source: builder.ProcessSource) -> Process:
    """The tree. Translations must be loaded; a name that is not translated has no language of its own."""
    steps = _steps(source.steps, count(1))
    return Process(source.key, _texts(source.name), steps, source.withdraw, source.policy, source.sla)


def _steps(steps: tuple[builder.Step, ...], numbers: Iterator[int]) -> tuple[Step, ...]:
    return tuple(_step(step, numbers) for step in steps)


def _step(step: builder.Step, numbers: Iterator[int]) -> Step:
    if isinstance(step, builder.Task):
        return Task(step.id, _texts(step.name), step.approval, step.completion, step.sla)
    if isinstance(step, builder.End):
        return End(step.id, _texts(step.name), step.outcome, step.terminates)
    kind = BlockKind.CHOICE if isinstance(step, builder.Choice) else BlockKind.PARALLEL
    name = step.name if isinstance(step, builder.Choice) else ""
    block_id = f"{kind}_{next(numbers)}"
    return Block(kind, block_id, _texts(name), tuple(_branch(way, numbers) for way in step.branches))


def _branch(way: builder.Branch, numbers: Iterator[int]) -> Branch:
    return Branch(_steps(way.steps, numbers), name=_texts(way.name), condition=way.condition, is_default=way.is_default)


def _texts(name: Text) -> Texts:
    if not name:
        return {}
    if not isinstance(name, Promise):
        return {LANGUAGES[0]: name}
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = str(name)
    return texts
