"""Addresses of signing in and out. Each is named as the sign-in library wants it named; none of its own is included.

What is open to somebody not signed in is marked here, one by one: whatever is not marked needs a practitioner.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path, re_path

from tessera.access import views
from tessera.access.views import changes_factors, signs_in
from tessera.ui.views import open_to_all

SIGNING_IN = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/as/", views.sign_in_as, name="sign_in_as"),
    path("sign-in/code/", signs_in(second_factor.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", signs_in(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/stopped/", open_to_all(account.account_inactive), name="account_inactive"),
    path("sign-in/forgotten/", open_to_all(account.password_reset), name="account_reset_password"),
    path(
        "sign-in/forgotten/sent/",
        open_to_all(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "sign-in/new-password/done/",
        open_to_all(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signs_in(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("sign-in/with/<slug:provider_id>/", views.sign_in_by, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", signs_in(oidc.callback), name="openid_connect_callback"),
    path("sign-in/cancelled/", open_to_all(provider.login_cancelled), name="socialaccount_login_cancelled"),
    path("sign-in/failed/", open_to_all(provider.login_error), name="socialaccount_login_error"),
    path("sign-up/", views.closed, name="account_signup"),
    path("sign-up/provider/", views.closed, name="socialaccount_signup"),
    path("choose-membership/", views.choose_membership, name="choose_membership"),
    path("sign-out/", open_to_all(account.logout), name="account_logout"),
]

ACCOUNT = [
    path("unsaved/", views.unsaved, name="unsaved"),
    path("unsaved/forget/", views.forget_unsaved, name="forget_unsaved"),
    path("account/", second_factor.index, name="mfa_index"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", views.closed, name="account_set_password"),
    path("account/browsers/", views.where_signed_in, name="usersessions_list"),
    path("account/app/", changes_factors(app.activate_totp), name="mfa_activate_totp"),
    path("account/app/picture/", views.app_picture, name="app_picture"),
    path("account/app/remove/", changes_factors(app.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/",
        changes_factors(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        changes_factors(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        changes_factors(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/new/", changes_factors(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name/", changes_factors(passkey.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        changes_factors(passkey.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]

urlpatterns = [*SIGNING_IN, *ACCOUNT]
