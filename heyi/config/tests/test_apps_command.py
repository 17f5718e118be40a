"""`heyi apps` tells what is declared, all of it and nothing else."""

from heyi.config.commands import apps
from heyi.core.access import permissions
from heyi.core.resources import registry


def test_every_declaration_is_listed_once():
    found = apps.describe()
    listed = [resource["key"] for app in found for resource in app["resources"]]
    assert sorted(listed) == sorted(resource.key for resource in registry.every())
    names = [item["name"] for app in found for item in app["permissions"]]
    assert sorted(names) == sorted(permissions.known())


def test_the_page_of_an_app_says_paths_fields_verbs_numbers_and_menu():
    (sales,) = [app for app in apps.describe() if app["name"] == "sales"]
    text = apps.as_text([sales])
    for part in ("sales.order", "/api/v1/sales/orders", "total:money", "submit", "SO-{year}-{seq:05}", "/sales/orders"):
        assert part in text
