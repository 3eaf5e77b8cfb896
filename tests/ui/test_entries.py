"""The list beside a picture of lanes: whatever somebody wrote is escaped, and what is drawn already is not."""

from django.utils.safestring import mark_safe

from tessera.ui.entries import Between, Item, Said, drawn_entries

HOSTILE = '<b onclick="x">\'&amp;'
ESCAPED = "&lt;b onclick=&quot;x&quot;&gt;&#x27;&amp;amp;"
DRAWN = mark_safe("<i>drawn</i>")


def test_everything_that_somebody_wrote_is_escaped() -> None:
    item = Item(
        number=1,
        shape="contact",
        ringed=True,
        when=HOSTILE,
        kind=DRAWN,
        tags=[DRAWN, HOSTILE],
        title=HOSTILE,
        href=HOSTILE,
        source=HOSTILE,
        said=[Said(DRAWN, HOSTILE, HOSTILE), Said(HOSTILE, HOSTILE)],
        impact=[HOSTILE],
        actions=[HOSTILE],
        beside=HOSTILE,
        under=HOSTILE,
    )
    page = drawn_entries([item, Between(HOSTILE)])
    assert HOSTILE not in page
    assert page.count(ESCAPED) == 14
    assert page.count(DRAWN) == 3


def test_what_nobody_wrote_leaves_nothing_behind() -> None:
    bare = Item(1, "contact", False, "2016", "", [], "Seen.", "", "", [], [], [], "", "")
    page = drawn_entries([bare])
    assert '<h3 class="govuk-heading-s">Seen.</h3><p' in page
    assert "()" not in page
    assert "<b>" not in page
