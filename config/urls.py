"""Every address. Each app brings its own; this file alone knows them all."""

from django.urls import include, path

from tessera.enquiries.urls import asking
from tessera.patterns.queries import prompts
from tessera.records import urls as records

urlpatterns = [
    # Who writes is asked what stands above the app that they write in: what finds it is given to the page from here.
    path("", include([*records.prompted, *asking.prompted]), {"prompts": prompts}),
    path("", include("tessera.access.urls")),
    path("", include("tessera.ui.urls")),
    path("", include("tessera.notifications.urls")),
    path("", include("tessera.partnership.urls")),
    path("", include("tessera.live_forms.urls")),
    path("", include("tessera.records.urls")),
    path("", include("tessera.people.urls")),
    path("", include("tessera.enquiries.urls")),
    path("", include("tessera.chronology.urls")),
    path("", include("tessera.exports.urls")),
    path("", include("tessera.patterns.urls")),
    path("", include("tessera.oversight.urls")),
    path("", include("tessera.home.urls")),
]
handler400 = "tessera.ui.views.bad_request"
handler403 = "tessera.ui.views.forbidden"
handler404 = "tessera.ui.views.not_found"
handler500 = "tessera.ui.views.server_error"
handler429 = "tessera.ui.views.too_many"
