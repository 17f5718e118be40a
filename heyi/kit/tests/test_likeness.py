"""Company names that a person would call one and the same, and names that only look alike (crm rule 2)."""

from itertools import combinations
from pathlib import Path

import pytest

from heyi.kit import likeness

LINES = (Path(__file__).parent / "company_names.txt").read_text("utf-8").splitlines()


def _pairs(mark: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in LINES:
        if line.startswith(f"{mark} "):
            found += combinations([name.strip() for name in line[2:].split("|")], 2)
    return found


SAME, DIFFERENT = _pairs("="), _pairs("!")


def test_of_the_labelled_pairs_nineteen_in_twenty_are_found_and_nine_in_ten_of_the_warnings_are_right():
    assert len(SAME) + len(DIFFERENT) >= 300
    missed = [pair for pair in SAME if not likeness.alike(*pair)]
    wrong = [pair for pair in DIFFERENT if likeness.alike(*pair)]
    found = len(SAME) - len(missed)
    recall, precision = found / len(SAME), found / (found + len(wrong))
    told = f"recall {recall:.3f} of {len(SAME)}, precision {precision:.3f} with {len(DIFFERENT)} unlike pairs"
    assert recall >= 0.95, f"{told}; missed: {missed}"
    assert precision >= 0.90, f"{told}; wrongly alike: {wrong}"


@pytest.mark.parametrize(("one", "other"), SAME[:60] + DIFFERENT[:60])
def test_it_does_not_matter_which_of_the_two_comes_first(one: str, other: str):
    assert likeness.alike(one, other) == likeness.alike(other, one)


@pytest.mark.parametrize("nonsense", ["", " ", "()", "有限公司", "北京", "・", "1"])
def test_nonsense_is_like_nothing_but_itself(nonsense: str):
    assert not likeness.alike(nonsense, "北京蓝天科技有限公司")


def test_the_brand_alone_is_like_the_whole_name_and_another_trade_is_not():
    assert likeness.alike("蓝天", "北京蓝天科技有限公司")
    assert not likeness.alike("蓝天贸易", "北京蓝天科技有限公司")
