"""Everything that can be called, in one place: addresses, the OpenAPI document and permissions say the same.

An operation asks a permission that roles can grant, or it stands in OPEN with the reason why it asks none. An address
that is not of the API stands in OUTSIDE. What is on one side only fails.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from heyi.core.access import permissions
from heyi.core.resources.http.entrance import OPEN_PATHS
from tests import contract
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Open to all, because whoever calls it is nobody yet.
ANONYMOUS = {
    "public": "the sign-in page has to say which product this is, and in which languages",
    "org_show_setup": "an empty install has no people; the one-time link is the key, and attempts are counted",
    "org_use_setup": "the same link founds the company; it opens once",
    "accounts_show_invitation": "who is invited has no account yet; the link's token is the key, and attempts are counted",
    "accounts_accept_invitation": "the same token makes the account; it opens once",
    "accounts_forgotten": "who forgot a password cannot sign in; the answer is the same for every name, and asking is counted",
    "accounts_show_password_link": "the link's token is the key, and attempts are counted",
    "accounts_use_password_link": "the same token changes the password; it opens once",
}
TASK_ACTS = (
    "add", "delegate", "consult", "answer", "recall", "claim", "release", "take_back", "abstain", "draft",
    "batch",
)  # fmt: skip
# Open to whoever is signed in, because it shows and changes nothing but one's own, or asks record by record.
SIGNED_IN = {
    "accounts_account": "one's own account",
    "accounts_make_key": "one's own keys, never more than one may do oneself; takes a fresh password",
    "accounts_revoke_key": "one's own keys",
    "resources_me": "one's own name, permissions and menu",
    "resources_change_me": "one's own preferences",
    "resources_meta": "leaves out resources and fields that one may not view",
    "resources_search": "asks each resource's view permission and scope",
    "resources_list_views": "one's own and shared views of a list that one may view",
    "resources_save_view": "the same; its query is checked like the list",
    "resources_change_view": "one's own",
    "resources_remove_view": "one's own",
    "messages_list_messages": "one's own",
    "messages_count_messages": "one's own",
    "messages_read_messages": "one's own",
    "jobs_show_job": "one's own",
    "jobs_job_file": "one's own",
    "files_upload": "one's own until it is tied to a record, which asks for the record",
    "files_content": "whoever sees the record of the file, or brought it",
    "papers_list_startable": "forms that one may fill in",
    "papers_list_regions": "the places of the country",
    **{
        f"papers_{act}": "asks the permission of the form, which is designed while the system runs"
        for act in (
            "show_design",
            "evaluate",
            "list_papers",
            "list_paper_options",
            "sum_papers_up",
            "export_papers",
            "create_paper",
            "show_paper",
            "show_paper_history",
            "update_paper",
            "delete_paper",
            "act_on_paper",
        )
    },
    "workflow_inbox": "one's own tasks, cases and copies",
    "workflow_inbox_counts": "the same",
    "workflow_preview": "whoever sees the document",
    "archive_archive_page": "the same cases as before they were archived",
    "workflow_case": "whoever takes part, sees the document, or may view all cases",
    "workflow_case_picture": "the same",
    "workflow_case_file": "whoever sees the case, what is confidential only those who had not decided",
    "printing_case_pdf": "whoever sees the case, without what is hidden from them",
    "printing_verify_code": "whoever sees the case of the paper",
    "printing_verify_file": "the same",
    "workflow_why": "the same",
    "workflow_approve": "whom the task asks",
    "workflow_reject": "whom the task asks",
    "workflow_return": "whom the task asks",
    "workflow_resubmit": "whom the task asks",
    "workflow_transfer": "whom the task asks",
    "workflow_comment_task": "who takes part in the case",
    **{f"acts_{name}": "whom the task asks" for name in TASK_ACTS},
    "acts_edit": "whom the task asks, and only the fields that the step names",
    "acts_remove": "who added the signer, or may intervene",
    "acts_phrases": "one's own",
    "interventions_revert": "who began the case",
    "acts_keep_phrases": "one's own",
    "acts_quiet_hours": "one's own",
    "acts_keep_quiet_hours": "one's own",
    "workflow_withdraw": "who began the case",
    "workflow_urge": "who began the case",
    "workflow_copy": "who takes part in the case",
    "workflow_circulate": "who reads the case, where the process allows it",
    "workflow_recall_copy": "who sent the copy",
    "workflow_comment": "who takes part in the case",
}
OPEN = {"anonymous": ANONYMOUS, "signed_in": SIGNED_IN}
# Permissions that no operation asks by itself.
ASKED_INSIDE = {
    "access.role.administer": "asked when a role is given that holds more than its giver",
    "masterdata.party.override_duplicate": "asked when something is saved in spite of a duplicate",
}
# Addresses that are no operations.
OUTSIDE = {
    r"api/v1/": "nothing stands there: a problem",
    "api/v1/openapi.json": "the document itself: it tells nothing of any company",
    r"api/(?P<rest>.*)": "what is no address of the API is answered as a problem, not as the web app",
    r"_allauth/.*": "sign-in, second factor, sessions: allauth headless, with its own document and tests (accounts)",
    r"accounts/.*": "where an identity provider sends people back to",
    r"healthz": "alive: for whoever watches the process",
    r"readyz": "ready: the same",
    r"metrics": "counts: the same, guarded by its own token or address",
    r"(?!assets/).*": "the web app, which holds no data",
}


def _addresses(resolver: Any, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        here = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _addresses(one, here)
        else:
            assert isinstance(one, URLPattern)
            yield here


def _of_api() -> set[str]:
    """The API's addresses as the document writes them."""
    found = (f"/{address}" for address in _addresses(get_resolver()) if address.startswith("api/v1/"))
    return {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address) for address in found} - {"/api/v1/openapi.json", "/api/v1/"}


def _operations() -> dict[str, dict[str, Any]]:
    paths = contract.document()["paths"]
    return {f"{method.upper()} {path}": one for path, methods in paths.items() for method, one in methods.items()}


def test_addresses_and_document_are_the_same():
    assert _of_api() == set(contract.document()["paths"])


def test_every_other_address_is_listed_with_its_reason():
    documented = re.compile(r"api/v1/(?!openapi\.json$).+")
    others = {address for address in _addresses(get_resolver()) if not documented.match(address)}
    listed = {
        address: [one for one in OUTSIDE if one in (address, f"{address}$") or _fits(one, address)]
        for address in others
    }
    assert [address for address, reasons in listed.items() if not reasons] == []
    assert set(OUTSIDE) - {one for reasons in listed.values() for one in reasons} == set(), (
        "these are not there any more"
    )


def _fits(known: str, address: str) -> bool:
    return known.endswith("/.*") and address.startswith(known.removesuffix(".*"))


@pytest.mark.parametrize("method", METHODS)
def test_an_address_takes_the_described_methods_and_no_other(world: World, method: str):
    known, wrong = _operations(), []
    for path in sorted(contract.document()["paths"]):
        answer = ask(world.keys["admin"], method, re.sub(r"{\w+}", "999999999", path))
        if (answer.status != 405) != (f"{method} {path}" in known):
            wrong.append(f"{method} {path}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def test_every_operation_asks_a_permission_that_can_be_granted_or_says_why_it_asks_none():
    for kind, reasons in OPEN.items():
        found = {one["operationId"] for one in _operations().values() if one["x-permission"] == kind}
        assert found == set(reasons), f"{kind}: keep the table"
        assert all(reasons.values())
    asked = {one["x-permission"] for one in _operations().values()} - set(OPEN)
    assert asked <= set(permissions.known())


def test_the_entrance_lets_strangers_to_the_same_operations():
    anonymous = {name.split(" ")[1] for name, one in _operations().items() if one["x-permission"] == "anonymous"}
    assert anonymous | {"/api/v1/openapi.json"} == set(OPEN_PATHS)


def test_every_permission_is_asked_by_an_operation_or_says_where_it_is_asked():
    asked = {one["x-permission"] for one in _operations().values()}
    assert set(permissions.known()) - asked == set(ASKED_INSIDE)


def test_what_is_read_writes_nothing(world: World):
    world.open()
    wrong = []
    for name in sorted(name for name in _operations() if name.startswith("GET ")):
        answer = ask(world.keys["admin"], "GET", re.sub(r"{\w+}", "1", name.removeprefix("GET ")))
        if answer.written:
            wrong.append(f"{name}: {answer.written} rows")
    assert not wrong, "\n".join(wrong)
