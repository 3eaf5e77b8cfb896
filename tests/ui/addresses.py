"""The addresses the base page links to, without the apps that answer them."""

from django.urls import include, path

from tessera.ui import views

urlpatterns = [
    path("", include("tessera.ui.urls")),
    path("sign-out/", views.not_found, name="account_logout"),
    path("help/", views.not_found, name="help"),
    path("accessibility/", views.not_found, name="accessibility"),
    path("privacy/", views.not_found, name="privacy"),
]
