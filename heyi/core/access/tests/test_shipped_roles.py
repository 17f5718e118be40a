"""Roles that came with the system stay: hiring and processes find them by their code."""

import pytest

from heyi.core.access.models import Role

pytestmark = pytest.mark.django_db


def test_a_shipped_role_cannot_be_deleted_and_hiring_goes_on(cast, api):
    cast.system()
    role = Role.objects.get(company=cast.company, code="employee")
    refused = api("admin").delete(f"access/roles/{role.pk}")
    assert refused.status_code == 409
    cast.system()
    assert Role.objects.filter(pk=role.pk).exists()
    assert api("hr").post("org/employees", {"name": "新人", "number": "N1"}).status_code == 201


def test_a_role_of_the_company_can_be_deleted(api):
    made = api("admin").post("access/roles", {"name": "临时", "grants": []})
    assert made.status_code == 201, made.data
    assert api("admin").delete(f"access/roles/{made.data['id']}").status_code == 204
