"""The process that types: sockets of the live form, and nothing else. Run it with any ASGI server:

    uvicorn config.rt:application --ws websockets-sansio --ws-max-size 262144

It shares nothing with the web process but the database, so that a page which takes long stalls nobody's typing.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tessera.live_forms.live.endpoint import Live  # noqa: E402  after Django knows its apps

application = Live()
