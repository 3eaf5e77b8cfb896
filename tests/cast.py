"""The cast, for tests.

`as_member("ama")` acts as Ama, signed in, under the real policy. `client_as("ama")` is a browser in which Ama has
signed in, for asking pages.
"""

from __future__ import annotations

from config.demonstration.browser import client_as
from config.demonstration.stage import on_stage, token_for

CAST = ("ama", "priya", "ben", "cass", "hana", "dev", "eve", "flo", "gil", "ada", "raj")

as_member = on_stage


__all__ = ("CAST", "as_member", "client_as", "token_for")
