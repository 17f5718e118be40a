"""Everybody fills forms in; whoever designs them also needs the permission to publish processes."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate, register

DESIGN = register("forms.form.update", _("Design forms and their processes")).name

ROLES = (RoleTemplate("employee", _("Employee"), (RoleGrant("paper.*", "own"),)),)
