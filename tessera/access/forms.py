"""The sign-in forms, in our words. What they check is the sign-in library's business."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tessera.access import proving, sessions
from tessera.ui.components.markup import Words
from tessera.ui.forms import Look

HINT = _("At least 12 characters. Three words that do not belong together are easy to remember.")
CODE_LOOK = Look(width=10, attrs={"inputmode": "numeric"})


class Worded:
    """Gives another form's fields our labels, hints and errors."""

    use_required_attribute = False
    words: ClassVar[
        dict[str, tuple[Words, Words, Words]]
    ] = {}  # field: label, hint, what to say when it is empty
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, (label, hint, empty) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = empty
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Worded, account.LoginForm):  # type: ignore[misc]
    looks: ClassVar = {"login": Look(width="full", attrs={"autocomplete": "username", "spellcheck": "false"})}
    words: ClassVar = {
        "login": (_("Username or email address"), "", _("Enter your username or email address")),
        "password": (_("Password"), "", _("Enter your password")),
    }

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in. The library sets how long a session lasts since its last use; ours ends at a fixed hour."""
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        sessions.limit(request.session)
        return response


class ConfirmForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    words: ClassVar = {"password": (_("Password"), "", _("Enter your password"))}


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    words: ClassVar = {
        "oldpassword": (_("Current password"), "", _("Enter your current password")),
        "password1": (_("New password"), HINT, _("Enter a new password")),
        "password2": (_("New password again"), "", _("Enter the new password again")),
    }


class ForgottenPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    words: ClassVar = {
        "email": (
            _("Email address"),
            _("The address your administrator has for you"),
            _("Enter your email address"),
        )
    }


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words: ClassVar = {
        "password1": (_("New password"), HINT, _("Enter a new password")),
        "password2": (_("New password again"), "", _("Enter the new password again")),
    }


class Spends:
    """A code may be a recovery code, which is spent by it."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right."""
        proving.may_spend(self.user.pk)
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class CodeForm(Spends, Worded, second_factor.AuthenticateForm):  # type: ignore[misc]
    looks: ClassVar = {"code": Look(width=10)}
    words: ClassVar = {
        "code": (
            _("Code"),
            _("The 6 numbers your authenticator app shows now, or one of your recovery codes"),
            _("Enter a code"),
        )
    }


class ConfirmCodeForm(Spends, Worded, second_factor.ReauthenticateForm):  # type: ignore[misc]
    looks: ClassVar = {"code": Look(width=10)}
    words: ClassVar = CodeForm.words


class ActivateAppForm(Worded, app.ActivateTOTPForm):  # type: ignore[misc]
    secret: str
    looks: ClassVar = {"code": CODE_LOOK}
    words: ClassVar = {
        "code": (_("Code"), _("The 6 numbers the app shows now"), _("Enter the 6 numbers the app shows"))
    }

    def key_in_fours(self) -> str:
        """The key as somebody types it: "ABCD EFGH …"."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class AddPasskeyForm(Worded, passkey.AddWebAuthnForm):  # type: ignore[misc]
    words: ClassVar = {
        "name": (
            _("Name of this passkey"),
            _("So that you know it again, for example “Work laptop”"),
            _("Enter a name"),
        ),
        "passwordless": (_("Sign in with this passkey alone, without a password"), "", ""),
    }


class RenamePasskeyForm(Worded, passkey.EditWebAuthnForm):  # type: ignore[misc]
    words: ClassVar = {"name": (_("Name of this passkey"), "", _("Enter a name"))}


class MembershipForm(forms.Form):
    """Which agency to work for now. The choices are those of this practitioner and no other's."""

    membership = forms.UUIDField(
        error_messages={
            "required": _("Select who you are working for"),
            "invalid": _("Select who you are working for"),
        }
    )
