"""Every address. Each app brings its own; this file alone knows them all."""

from django.urls import include, path

urlpatterns = [
    path("", include("tessera.access.urls")),
    path("", include("tessera.ui.urls")),
    path("", include("tessera.notifications.urls")),
    path("", include("tessera.partnership.urls")),
    path("", include("tessera.live_forms.urls")),
    path("", include("tessera.enquiries.urls")),
    path("", include("tessera.oversight.urls")),
    path("", include("tessera.home.urls")),
]
handler400 = "tessera.ui.views.bad_request"
handler403 = "tessera.ui.views.forbidden"
handler404 = "tessera.ui.views.not_found"
handler500 = "tessera.ui.views.server_error"
handler429 = "tessera.ui.views.too_many"
