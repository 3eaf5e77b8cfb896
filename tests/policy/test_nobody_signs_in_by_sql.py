"""Whoever runs SQL as the application begins no session as somebody else, and touches nobody's password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from config.postgres import Addresses
from tessera.access import compile as policy
from tessera.access import proving
from tessera.access.models import Practitioner
from tests.conftest import _point_django_at
from tests.policy.signing_in_by_sql import DENIED, NO_LONGER_THERE, TRIES, openings, plant, wrong
from tests.policy.world import World


@pytest.fixture(scope="module")
def world(admin: psycopg.Connection[Any]) -> World:
    made = World(admin, 9100)
    plant(made)
    return made


@pytest.mark.parametrize("name", TRIES)
def test_it_is_refused(world: World, app: psycopg.Connection[Any], name: str) -> None:
    refused = psycopg.errors.UndefinedFunction if name == NO_LONGER_THERE else DENIED
    victim, thief = openings(world)
    with pytest.raises(refused):
        TRIES[name](app, victim, thief)


def test_a_true_proof_does_what_it_proves(world: World, app: psycopg.Connection[Any]) -> None:
    assert list(wrong(world, app)) == []


def test_a_proof_tells_the_thief_of_no_key(app: psycopg.Connection[Any]) -> None:
    (challenge,) = app.execute("SELECT access.challenge()").fetchone() or ("",)
    names = challenge.partition("|")[2].split()
    assert names
    assert all(len(name) == 16 for name in names), "a name is a part of a hash, and no key"


@pytest.fixture
def the_owner(addresses: Addresses) -> Callable[[Callable[[Any], None]], None]:
    """Do something on Django's connection as the tables' owner."""

    def does(what: Callable[[Any], None]) -> None:
        _point_django_at(addresses.owner)
        try:
            what(connection)
        finally:
            _point_django_at(addresses.app)

    return does


@pytest.mark.django_db(transaction=True)
def test_the_key_is_changed_while_people_go_on_signing_in(
    settings: Any, the_owner: Callable[[Callable[[Any], None]], None]
) -> None:
    """First the processes are given the new key with the old one, then the database, then the old one goes."""
    old = settings.SECRET_KEY
    who = Practitioner.objects.get(username="ama").pk
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [old]
    before = proving.set_password(who, "x")
    the_owner(policy.apply)
    settings.SECRET_KEY_FALLBACKS = []
    assert proving.set_password(who, "y") == before + 1
    the_owner(policy.apply)
    settings.SECRET_KEY = old
    assert not proving.is_known()
    with pytest.raises(proving.UnknownKey, match="tessera migrate"), transaction.atomic():
        proving.password_of(who)
