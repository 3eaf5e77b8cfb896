"""How the sign-in library behaves here: nobody signs up, and a provider vouches for its own agency alone."""

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tessera.access import browsers, late, proving, sessions
from tessera.access.models import Practitioner
from tessera.access.sealing import seal
from tessera.core.language import Phrases
from tessera.ui.components.markup import Words

SECOND_FACTOR = b"second factor"  # what the seal of app secrets is of
VOUCHING = "vouching"  # whom a provider has vouched for, while a second factor is still asked
WRONG = _("Enter the username or email address and the password of one account")
TRY_LATER = _("There were too many tries in a short time. Wait 5 minutes, then try again")
WRONG_CODE = _("That code is wrong or was used already. Enter the newest code")
CONFIRMING = Phrases(
    {
        "reauthenticate": "Use your password",
        "mfa_reauthenticate:webauthn": "Use a passkey",
        "mfa_reauthenticate": "Use a code",
    }
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords, signing in and out."""

    error_messages: ClassVar[Mapping[str, Words]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": TRY_LATER,
        "rate_limited": TRY_LATER,
        "incorrect_password": _("That is not your password"),
        "enter_current_password": _("That is not your current password"),
        "incorrect_code": WRONG_CODE,
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator makes every account."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether to go there after signing in: an address of this installation, without a host, and no other."""
        return sessions.is_ours(url or "")

    def set_password(self, user: Practitioner, password: str) -> None:
        """Change the password and nothing else: the application may write no column of the register."""
        user.set_password(password)
        user.save_password()

    def send_password_reset_mail(self, user: Practitioner, email: str, context: dict[str, Any]) -> None:
        """Send the link; or, to somebody whose agency's provider signs them in, say so."""
        by_provider = not user.has_usable_password() and SocialAccount.objects.filter(user=user).exists()
        template = "account/email/by_provider" if by_provider else "account/email/password_reset_key"
        self.send_mail(template, email, context)

    def pre_login(self, request: HttpRequest, user: Practitioner, **given: Any) -> HttpResponse | None:
        """Remember through a second factor who vouched for this sign-in, or that nobody did."""
        request.session.pop(VOUCHING, None)
        provider = (given.get("signal_kwargs") or {}).get("sociallogin")
        if provider is not None:
            request.session[VOUCHING] = [str(user.pk), str(provider.agency_id)]
        refused: HttpResponse | None = super().pre_login(request, user, **given)
        return refused

    def login(self, request: HttpRequest, user: Practitioner) -> None:
        """Sign in, and open the session where there is only one agency to open it for."""
        who, agency = request.session.pop(VOUCHING, None) or ("", "")
        super().login(request, user)
        sessions.start(request.session, user.pk, UUID(agency) if who == str(user.pk) else None)
        browsers.note(request)

    def post_login(self, request: HttpRequest, user: Practitioner, **given: Any) -> HttpResponse:
        """Go on to what was asked for, or first to what waits unsaved."""
        response: HttpResponse = super().post_login(request, user, **given)
        waits = late.waiting(request.session, sessions.began(request.session))
        if waits and request.session.get(sessions.MEMBERSHIP):
            response = HttpResponseRedirect("/unsaved/")
        late.remember(response, user.pk)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """The ways to confirm that it is them, in our words: a password before a passkey before a code."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": CONFIRMING[way["id"]]} for way in sorted(ways, key=_in_order)]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where to go after changing a password."""
        return "/account/"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps, passkeys and recovery codes."""

    error_messages: ClassVar[Mapping[str, Words]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret, so that a copy of the database alone signs in nobody."""
        return seal(SECOND_FACTOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed, also with a secret key that was in use before."""
        return seal(SECOND_FACTOR).decrypt(encrypted_text.encode()).decode()


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An agency's own sign-in provider. It lets in whom we know already, for that agency, and makes nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody is made by a provider."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the practitioner whom the provider means. Refuses, in words, where there is none."""
        claims: Mapping[str, Any] = sociallogin.account.extra_data
        told, signed = claims.get("userinfo") or {}, claims.get("id_token") or {}
        if told and signed and told.get("sub") != signed.get("sub"):
            _refuse(request, sociallogin)
        person = sociallogin.user if sociallogin.is_existing else _by_email(sociallogin)
        agency_id = _agency_of(person, sociallogin) if person is not None and person.is_active else None
        if person is None or agency_id is None:
            _refuse(request, sociallogin)
        if not sociallogin.is_existing:
            if SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider).exists():
                # Somebody else has that address at the provider now: a new starter must not become the leaver.
                _refuse(request, sociallogin)
            sociallogin.user = sociallogin.account.user = person
            sociallogin.account.extra_data = {}
            proving.may_tie(person.pk, sociallogin.account.provider, sociallogin.account.uid)
            sociallogin.account.save()
        sociallogin.agency_id = agency_id


def _in_order(way: Mapping[str, str]) -> int:
    return list(CONFIRMING).index(way["id"])


def _by_email(sociallogin: Any) -> Practitioner | None:
    addresses = [one.email for one in sociallogin.email_addresses if one.verified is True]
    return Practitioner.objects.filter(email__iexact=addresses[0]).first() if addresses else None


def _agency_of(person: Practitioner, sociallogin: Any) -> UUID | None:
    """The provider's agency, where the practitioner belongs to it today."""
    named = sociallogin.provider.app.settings
    for held in sessions.memberships(person.pk):
        if (held.partnership_code, held.agency_code) == (named["partnership"], named["agency"]):
            return held.agency_id
    return None


def _refuse(request: HttpRequest, sociallogin: Any) -> NoReturn:
    context = {"provider": sociallogin.provider.app.name}
    raise ImmediateHttpResponse(render(request, "access/not_known.html", context, status=403))
