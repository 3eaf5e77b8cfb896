"""An address that is marked after it was told is marked wherever the same person has it, and nowhere else."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.policy.breaking import RICH
from tests.policy.protecting import wrong
from tests.policy.world import World


def test_it_is_marked_where_it_should_be_and_what_it_wore_is_kept(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    for seed in (9200, 9201):
        assert list(wrong(World(admin, seed, RICH), app)) == []
