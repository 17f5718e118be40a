"""Passwords count exactly as they were given (OWASP ASVS 5.0, 6.2.8)."""

from allauth.headless.account import inputs
from django.forms import CharField


def take_passwords_as_given() -> None:
    """allauth's JSON inputs cut off outer spaces; whoever chose a password with one by a link could never come in."""
    for form, names in (
        (inputs.LoginInput, ("password",)),
        (inputs.ChangePasswordInput, ("current_password", "new_password")),
    ):
        for name in names:
            field = form.base_fields[name]
            if not isinstance(field, CharField):
                raise TypeError(f"{form.__name__}.{name} is no text any more")
            field.strip = False
