"""What several roles in several companies add up to."""

from heyi.core.access.actor import Actor, Mode, Scope
from heyi.core.org.actors import merge_fields, merge_grants

HERE, THERE = 1, 2
SELLER, CLERK, BOSS, ELSEWHERE = 11, 12, 13, 21
COST = ("masterdata.product", "cost")


def _grant(pattern: str, company: int, role: int, scope: str = "company", companies: list[int] | None = None) -> list:
    return [pattern, scope, company, f"role {role}", [], role, companies]


GRANTS = [
    _grant("masterdata.product.view", HERE, SELLER),
    _grant("org.*", HERE, CLERK),
    _grant("*", HERE, BOSS),
    _grant("*", THERE, ELSEWHERE),
]


def _mode(*rows: list) -> Mode | None:
    held = {row[1] for row in rows}
    merged = merge_fields(rows, [grant for grant in GRANTS if grant[5] in held])
    return merged.get(COST[0], {}).get(COST[1])


def test_a_rule_of_the_only_role_holds():
    assert _mode([HERE, SELLER, *COST, "hidden"]) is Mode.HIDDEN


def test_another_role_that_lets_see_the_resource_lifts_it():
    assert _mode([HERE, SELLER, *COST, "hidden"], [HERE, BOSS, None, None, None]) is None


def test_a_role_that_has_nothing_to_do_with_the_resource_does_not_lift_it():
    assert _mode([HERE, SELLER, *COST, "hidden"], [HERE, CLERK, None, None, None]) is Mode.HIDDEN


def test_the_wider_of_two_rules_holds_inside_a_company():
    assert _mode([HERE, SELLER, *COST, "hidden"], [HERE, BOSS, *COST, "masked"]) is Mode.MASKED


def test_a_role_in_another_company_does_not_lift_it():
    assert _mode([HERE, SELLER, *COST, "hidden"], [THERE, ELSEWHERE, None, None, None]) is Mode.HIDDEN


def _actor(company_id: int, *grants: list) -> Actor:
    return Actor(1, 1, "x", company_id, (HERE, THERE, 3), grants=merge_grants(grants))


def test_what_is_granted_there_is_not_granted_here():
    granted = _grant("crm.customer.create", THERE, ELSEWHERE)
    assert not _actor(HERE, granted).can_here("crm.customer.create")
    assert _actor(THERE, granted).can_here("crm.customer.create")


def test_the_scope_of_the_group_ends_with_the_group():
    granted = _grant("crm.customer.create", HERE, BOSS, "group", [HERE, 3])
    assert _actor(HERE, granted).grants["crm.customer.create"][0].scope is Scope.GROUP
    assert _actor(3, granted).can_here("crm.customer.create")
    assert not _actor(THERE, granted).can_here("crm.customer.create")
