"""Nothing that must hold is broken by an import of a trading company's real files. As the owner, who sees everything."""

import pytest

from heyi.core.audit import invariants
from heyi.core.importing.command import import_folder
from tests.scenarios.test_northwind import FILES, MAPPING
from tests.scenarios.test_northwind import pytestmark as needs_files

pytestmark = [*needs_files, pytest.mark.usefixtures("owner")]


def test_every_rule_holds_after_the_import(cast):
    report = import_folder(
        FILES, MAPPING, username="admin", dry_run=False, stop_on_error=False, progress=lambda *seen: None
    )
    assert report.errors == []
    assert {found.code: found.rows for found in invariants.examine_all() if found.count} == {}
