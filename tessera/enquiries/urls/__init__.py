"""Addresses of the front door, one module for each part of the journey."""

from tessera.enquiries.urls import (
    asking,
    deciding,
    ending,
    enquiring,
    joining,
    previewing,
    referring,
    screening,
)

urlpatterns = [
    *referring.urlpatterns,
    *screening.urlpatterns,
    *enquiring.urlpatterns,
    *joining.urlpatterns,
    *asking.urlpatterns,
    *deciding.urlpatterns,
    *ending.urlpatterns,
    *previewing.urlpatterns,
]
