"""Whatever settings a partnership agrees to, everybody sees what the oracle says, and not a row more."""

from __future__ import annotations

import json
import uuid
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tessera.partnership.rules import Settings, SettingsRefused, merge
from tests.policy.judge import judge
from tests.policy.register import Agency, Shape
from tests.policy.world import World
from tests.rules.partnership.settings_damaged import BLOWS, damaged
from tests.rules.partnership.settings_made import THORNMERE, WHOLE

HUB = THORNMERE.hub[0].code
OTHERS = [code for code in WHOLE["agencies"] if code != HUB]
EVERYTHING = ["outcome", "level", "reasons", "safety", "who_to_ring"]
ROLES = ("safeguarding_lead", "social_worker", "quality_assurer")
who_works = st.sampled_from(("hub", "decision_maker"))


def told(outcome: dict[str, Any]) -> dict[str, Any]:
    return {
        "referrer": outcome["referrer"] | {"may_know": EVERYTHING},
        "contributors": {"may_know": EVERYTHING},
    }


# As widely as a document can be written: everybody told everything, each role used, agencies come and gone, long hours.
WIDE = st.fixed_dictionaries(
    {
        "agencies": st.lists(st.sampled_from(OTHERS), unique=True, max_size=8).map(
            lambda gone: dict.fromkeys(gone)
        ),
        "roles": st.fixed_dictionaries(
            {role: st.fixed_dictionaries({"used": st.booleans()}) for role in ROLES}
        ),
        "process": st.fixed_dictionaries(
            {
                "screened_by": who_works,
                "rated_by": who_works,
                "open_case_passed_on": st.booleans(),
                "rating_confirmed_by": st.sampled_from(("nobody", "hub", "decision_maker")),
                "proposed_rating_counts": st.booleans(),
                "answers_go_to": st.just("everyone_involved"),
            }
        ),
        "emergency_access": st.just({"usual_hours": 4, "longest_hours": 4}),
        "outcomes": st.just({code: told(outcome) for code, outcome in WHOLE["outcomes"].items()}),
        "labels": st.just({"hub": "Everybody", "enquiry": "Open to all"}),
    }
).map(lambda changes: merge(WHOLE, changes))


@st.composite
def documents(draw: st.DrawFn) -> Settings:
    """One that can be used: as wide as can be, or Thornmere's after blows that it bore."""
    try:
        return Settings.from_data(damaged(draw(BLOWS)) if draw(st.booleans()) else draw(WIDE))
    except SettingsRefused:
        return Settings.from_data(draw(WIDE))


def put_in_force(
    world: World, admin: psycopg.Connection[Any], app: psycopg.Connection[Any], document: Settings
) -> int:
    """The document is the version in force of every partnership, its agencies and teams registered as on approval."""
    registered = 0
    for partnership in world.hubs:
        made = uuid.uuid4()
        administrator = next(
            (
                (someone, token)
                for someone, where, token in world.signed_in()
                if where == partnership and someone.active and world.has(someone, where, "administrator")
            ),
            None,
        )
        with admin.transaction():
            admin.execute(
                "INSERT INTO partnership_settings (id, partnership_id, number, text, in_force_from, approved_at, "
                "approved_by_id) SELECT %s, %s, coalesce(max(number), 0) + 1000, %s, now(), now(), %s "
                "FROM partnership_settings WHERE partnership_id = %s",
                [made, partnership, document.dump(), administrator and administrator[0].id, partnership],
            )
        world.settings[partnership].append(made)
        if administrator is not None:
            registered += register(app, administrator[1], document)
            known(world, admin, partnership)
    return registered


def register(app: psycopg.Connection[Any], token: str, document: Settings) -> int:
    agencies = [
        {
            "code": agency.code,
            "name": agency.name,
            "kind": str(agency.kind),
            "teams": [{"code": team.code, "name": team.name} for team in agency.teams.values()],
        }
        for agency in document.agencies.values()
    ]
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        row = app.execute(
            "SELECT access.register_settings(%s, %s)", ["Invented", json.dumps(agencies)]
        ).fetchone()
    assert row is not None
    return int(row[0])


def known(world: World, admin: psycopg.Connection[Any], partnership: uuid.UUID) -> None:
    """The oracle hears of agencies and teams that are new in the register. Nobody belongs to them."""
    here = {agency.id: agency for agency in world.agencies}
    rows = admin.execute(
        "SELECT a.id, a.principal_id, a.members_id, t.id, t.principal_id FROM access_agency a "
        "LEFT JOIN access_team t ON t.agency_id = a.id WHERE a.partnership_id = %s",
        [partnership],
    ).fetchall()
    for agency, principal, members, team, team_principal in rows:
        if agency not in here:
            here[agency] = Agency(agency, partnership, principal, members)
            world.agencies.append(here[agency])
        if team is not None:
            here[agency].teams[team] = team_principal


def test_no_settings_document_makes_a_row_visible(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    world = World(admin, 4100, Shape(practitioners=(3, 4), cases=(3, 4), people=3, rows=10, certain=True))
    assert judge(world, app, verbs=False, moments=False).wrong == []
    registered = []

    @settings(
        max_examples=8, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(documents())
    def holds(document: Settings) -> None:
        registered.append(put_in_force(world, admin, app, document))
        tally = judge(world, app, verbs=False, moments=False)
        assert tally.leaks == []
        assert tally.denials == []

    holds()
    assert registered[0] > 0, "a document that reaches no register would prove little"


def test_a_policy_that_asked_about_settings_would_be_noticed(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    world = World(admin, 4101, Shape(practitioners=(3, 3), cases=(3, 3), people=2, rows=5, certain=True))
    with admin.transaction():
        admin.execute(
            "CREATE POLICY slip ON access_case FOR SELECT TO tessera_app USING "
            "(EXISTS (SELECT 1 FROM partnership_settings s WHERE s.text LIKE '%Open to all%'))"
        )
    try:
        put_in_force(
            world, admin, app, Settings.from_data(merge(WHOLE, {"labels": {"enquiry": "Open to all"}}))
        )
        assert judge(world, app, verbs=False, moments=False).leaks
    finally:
        with admin.transaction():
            admin.execute("DROP POLICY slip ON access_case")
