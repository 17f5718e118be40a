"""What people read is in their language: our words reach the page, and nothing that lists or forms show is left out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override, pgettext

from heyi.core.resources import registry
from heyi.core.resources.declare import F, Resource, complete

HEYI = Path(registry.__file__).resolve().parents[2]
LANGUAGES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}
CHINESE = re.compile("[一-鿿]")


def _translations(folder: str) -> Iterator[tuple[str | None, str, str, str]]:
    """Context, word, plural and text of every message of ours."""
    for source in sorted(HEYI.glob(f"**/locale/{folder}/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str):
                    yield message.context, message.id, "", str(message.string)
                else:
                    yield message.context, message.id[0], message.id[1], message.string[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_ours_is_hidden_by_a_word_of_a_library(language: str) -> None:
    hidden = []
    with override(language):
        for context, word, plural, text in _translations(LANGUAGES[language]):
            if not word:
                continue
            one = pgettext(context, word) if context else gettext(word)
            shown = ngettext(word, plural, 2) if plural else one
            if shown != text:
                hidden.append(f"{word!r} shows {shown!r}, not {text!r}")
    assert not hidden, "\n".join(["tools/messages.py compile, if the catalogues are newer", *hidden])


def _fields(resource: Resource) -> Iterator[F]:
    for item in (complete(resource.model, given) for given in resource.fields):
        yield item
        if item.lines:
            yield from (complete(item.lines.model, given) for given in item.lines.fields)


def _labels(resource: Resource) -> Iterator[tuple[str, str]]:
    """Everything a list, a form or a record's page says about a resource, with where it stands."""
    model = resource.model._meta
    yield resource.key, str(model.verbose_name)
    yield resource.key, str(model.verbose_name_plural)
    for column in model.fields:
        for value, label in column.flatchoices:
            yield f"{resource.key}.{column.name}={value}", str(label)
    for item in _fields(resource):
        yield f"{resource.key}.{item.name}", str(item.label)
        for value, label in item.options.get("choices", ()):
            yield f"{resource.key}.{item.name}={value}", str(label)
    for verb in resource.verbs:
        yield f"{resource.key}.{verb.name}", str(verb.label)
    for section in (*resource.form, *resource.sections):
        yield f"{resource.key} section", str(section.title)
    for tab in resource.tabs:
        yield f"{resource.key}.{tab.name}", str(tab.label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_every_resource_is_chinese_in_chinese(language: str) -> None:
    with override(language):
        found = [pair for resource in registry.every() if resource.app != "plain" for pair in _labels(resource)]
        english = [f"{place}: {label!r}" for place, label in found if not CHINESE.search(label)]
    assert found
    assert not english, "\n".join(english)
