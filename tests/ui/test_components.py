"""Our own parts: right words with no script, nothing said by colour alone, nothing hostile let through."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html

from tessera.ui import svg
from tessera.ui.components import case, listing
from tessera.ui.components.case import Clock
from tests.ui.work import HOSTILE, SAYS_IT

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def limit(started: float, due: float, **more: object) -> Clock:
    """A clock that started and is due so many hours from noon."""
    return Clock(started_at=NOON + timedelta(hours=started), due_at=NOON + timedelta(hours=due), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        (limit(-1, 3), "ok", "3h 00m left"),
        (limit(-3.2, 0.8), "soon", "48 min left"),
        (limit(-1, 3, soon_at=NOON), "soon", "3h 00m left"),
        (limit(-4, 0), "over", "Overdue under 1 min"),
        (limit(-5, -1.5), "over", "Overdue 1h 30m"),
        (limit(-1, 71), "ok", "2 days left"),
        (limit(-1, 47.99), "ok", "47h 59m left"),
        (limit(-6, 6, paused_at=NOON - timedelta(hours=2)), "paused", "Paused, 8h 00m left"),
        (limit(-6, -3, paused_at=NOON - timedelta(hours=2)), "paused", "Paused, 1h 00m late"),
        (limit(-6, 6, stopped_at=NOON - timedelta(hours=1)), "stopped", "Done, 7h 00m to spare"),
        (limit(-6, -3, stopped_at=NOON - timedelta(hours=1)), "stopped", "Done, 2h 00m late"),
    ],
)
def test_a_clock_says_where_it_stands(facts: Clock, state: str, words: str) -> None:
    drawn = html.fragment_fromstring(case.clock(facts, now=NOON))
    assert f"tessera-clock--{state}" in drawn.get("class")
    assert drawn.find_class("tessera-clock__left")[0].text == words
    assert ("data-clock" in drawn.attrib) == (state in ("ok", "soon", "over")), "only a running clock ticks"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "midnight"),
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "midday"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "9am"),
        (datetime(2026, 11, 23, 23, 5, tzinfo=UTC), "11:05pm"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "12:30am"),  # British summer time
    ],
)
def test_times_are_written_as_govuk_writes_them(moment: datetime, words: str) -> None:
    assert case.clock_time(moment) == words


def test_days_near_now_have_names() -> None:
    days = [case.day_words(NOON + timedelta(days=n), NOON) for n in (-1, 0, 1, 2, 365)]
    assert days == ["yesterday", "today", "tomorrow", "Wed 25 Nov", "Tue 23 Nov 2027"]


def test_a_rating_is_a_word_and_a_shape_as_well_as_a_colour() -> None:
    shapes = set()
    for level in ("red", "amber", "green", "blue"):
        drawn = html.fragment_fromstring(case.rating(level, target="4 hours"))
        assert drawn.text_content() == f"{level.capitalize()} 4 hours"
        shapes.add(html.tostring(drawn.find(".//svg")))
    assert len(shapes) == 4
    assert "Not rated" in case.rating("")
    assert "svg" not in case.rating(HOSTILE)


def test_every_reply_is_spoken_in_words() -> None:
    states = list(case.REPLY_WORDS)
    drawn = html.fragment_fromstring(case.replies(("H", "Health", state) for state in states))
    spoken = [item.find_class("govuk-visually-hidden")[0].text for item in drawn]
    assert spoken == [f"Health: {case.REPLY_WORDS[state]}" for state in states]
    assert len(set(spoken)) == len(states)


def test_the_danger_panel_can_be_dialled() -> None:
    drawn = html.fragment_fromstring(case.danger_panel(hub_number="01632 960 123"))
    assert [a.get("href") for a in drawn.iter("a")] == ["tel:999", "tel:+441632960123"]


TAGS = [
    "{% button x x href=x name=x value=x id=x data_x=x %}", "{% button_group %}{{ x }}{% endbutton_group %}",
    "{% post_button x x x %}", "{% link x x hidden=x %}", "{% print_button x %}", "{% back_link x x %}",
    "{% breadcrumbs x x x %}", "{% tag x x %}", "{% badge x x %}", "{% inset_text %}{{ x }}{% endinset_text %}",
    "{% warning_text x %}", "{% notification_banner title=x type=x %}{{ x }}{% endnotification_banner %}",
    "{% messages_banner xs %}", "{% panel x %}{{ x }}{% endpanel %}",
    "{% box title=x tone=x id=x %}{{ x }}{% endbox %}",
    "{% details x %}{{ x }}{% enddetails %}", "{% acronym x x %}", "{% acronym x x first=True %}",
    "{% title_bar x caption=x size=x %}{{ x }}{% endtitle_bar %}", "{% empty_state x %}{{ x }}{% endempty_state %}",
    "{% summary_list title=x %}{% summary_row x x x x x %}{% endsummary_list %}",
    "{% summary_list title=x %}{% summary_block x %}{{ x }}{% endsummary_block %}{% endsummary_list %}",
    "{% wording_region x %}{{ x }}{% endwording_region %}", "{% filter_bar x x %}{{ x }}{% endfilter_bar %}",
    "{% table x x x %}{% row x id=x %}{% endrow %}{% endtable %}",
    "{% cell x header=True %}{{ x }}{% endcell %}", "{% cell x %}{{ x }}{% endcell %}",
    "{% table x x x %}{% row x id=x %}{{ x }}{% endrow %}{% endtable %}",
    "{% stat_tiles x %}{% stat_tile x x x x current=True %}{% endstat_tiles %}",
    "{% sub_navigation x %}{% sub_nav_item x x current=True count=x %}{% endsub_navigation %}",
    "{% nav_item x x current=True count=x %}", "{% task_list tasks %}",
    "{% comparison x x x %}{% compare_row x x x 'near' x %}{% endcomparison %}",
    "{% rating x x x %}", "{% clock clock x %}", "{% replies replies %}", "{% replies_key pairs %}",
    "{% work_rows works %}",
    "{% voice x by=x note=x id=x %}{{ x }}{% endvoice %}", "{% danger_panel x x x %}",
    "{% note_lines x %}{% note_line x by=x label=x %}{{ x }}{% endnote_line %}{% held_back x x %}{% endnote_lines %}",
    "{% timeline x %}{% timeline_item x x by=x tone=x id=x %}{{ x }}{% endtimeline_item %}{% endtimeline %}",
    "{% identity_bar x %}{% identity_main x reference=x facts=x %}{{ x }}{% endidentity_main %}{% endidentity_bar %}",
    "{% identity_clocks %}{{ x }}{% endidentity_clocks %}", "{% identity_actions %}{{ x }}{% endidentity_actions %}",
    "{% agency_cards %}{% agency_card x x x who=x foot=x %}{{ x }}{% endagency_card %}{% endagency_cards %}",
    "{% agency_card x %}{% agency_foot %}{{ x }}{% endagency_foot %}{% endagency_card %}",
    "{% chart_bars bars x x %}", "{% sparkline figures x %}",
]  # fmt: skip


@pytest.mark.parametrize("source", TAGS)
def test_a_hostile_text_stays_text(source: str) -> None:
    context = {
        "x": HOSTILE, "xs": [HOSTILE], "now": NOON, "clock": limit(-1, 3, paused_at=NOON, paused_why=HOSTILE),
        "tasks": [listing.Task(title=HOSTILE, status=HOSTILE, href=HOSTILE, hint=HOSTILE, status_colour=HOSTILE)],
        "replies": [(HOSTILE, HOSTILE, "late")], "pairs": [(HOSTILE, HOSTILE)], "bars": [(HOSTILE, 3)],
        "figures": [1, 2], "works": [SAYS_IT],
    }  # fmt: skip
    drawn = Template(source).render(Context(context))
    page = html.fragment_fromstring(drawn, create_parent="div")
    assert not page.findall(".//script")
    names = {name for node in page.iter() for name in node.attrib}
    assert not {name for name in names if name.startswith("on") or name == "style"}
    assert "<script" not in drawn


def test_every_tag_is_tried_with_a_hostile_text() -> None:
    from tessera.ui.templatetags.ui import register

    tried = " ".join(TAGS)
    harmless = {
        "autosave_status",
        "error_prefix",
        "error_summary",
        "language_code",
        "nav_count",
        "pagination",
    }
    assert {name for name in register.tags if f"{{% {name} " not in tried} == harmless


def test_pagination_keeps_the_query() -> None:
    request = RequestFactory().get("/", {"q": "a&b", "page": "2"})
    page = Paginator(range(100), 10).page(2)
    drawn = Template("{% pagination page %}").render(Context({"page": page, "request": request}))
    links = [a.get("href") for a in html.fragment_fromstring(drawn).iter("a")]
    assert links[0] == "?q=a%26b&page=1"
    assert links[-1] == "?q=a%26b&page=3"
    assert Template("{% pagination page %}").render(Context({"page": Paginator([1], 10).page(1)})) == ""


def test_pictures_have_no_style_and_say_their_figures() -> None:
    drawn = svg.bars_with_table([("Police", 4), ("Health", 1234.5)], title="Replies", unit="days")
    page = html.fragment_fromstring(drawn, create_parent="div")
    assert not [node for node in page.iter() if "style" in node.attrib or node.tag == "style"]
    assert [cell.text for cell in page.iter("td")] == ["4", "1,234.5"]
    assert "lowest 1, highest 9" in svg.sparkline([1, 9, 4], label="Weeks")
    assert svg.sparkline([], label="none") == ""
    assert svg.sparkline([5], label="one")
