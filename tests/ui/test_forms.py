"""Forms: drawn whole, errors that lead to their control, dates in three boxes, honest not-knowing."""

from datetime import date
from typing import ClassVar

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from lxml import html

from tessera.ui.fields import DateField, PartialDate, PartialDateField, month_from, with_not_known
from tessera.ui.forms import GovukForm, Look, summary_errors


class Form(GovukForm):
    """One of each kind that needs care."""

    name = forms.CharField(label="Name", help_text="As the <b>family</b> writes it")
    born = DateField(label="Date of birth", past=True)
    since = PartialDateField(label="Living here since", required=False)
    told = forms.ChoiceField(
        label="Told?", widget=forms.RadioSelect, choices=with_not_known([("yes", "Yes"), ("no", "No")])
    )
    why = forms.CharField(label="Why not?", widget=forms.Textarea)
    worries = forms.MultipleChoiceField(
        label="Worries", widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")], required=False
    )
    school = forms.CharField(label="School", required=False)
    agency = forms.ChoiceField(label="Agency", choices=[("", "Choose"), ("In", [("p", "Police")])])
    document = forms.FileField(label="Document", required=False)
    true = forms.BooleanField(label="It is true")

    looks: ClassVar = {"told": Look(reveals={"no": ["why"]}), "why": Look(count=50), "name": Look(width=20)}
    not_known: ClassVar = {"school": "Enter the school, or select Not known"}


GOOD = {
    "name": "Ellis", "born_day": "3", "born_month": "March", "born_year": "2022", "told": "yes", "school": "Alder",
    "agency": "p", "true": "on",
}  # fmt: skip


def page(form: forms.BaseForm) -> html.HtmlElement:
    return html.fragment_fromstring(
        "".join(f.as_field_group() for f in form.top_fields()), create_parent="div"
    )  # type: ignore[attr-defined]


def test_a_good_form_gives_its_answers() -> None:
    form = Form(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2022, 3, 3)
    assert form.cleaned_data["since"] is None
    assert form.cleaned_data["why"] == ""


def test_every_error_leads_to_a_control_that_is_there() -> None:
    form = Form({"told": "no", "born_day": "31", "born_month": "2", "born_year": "2020"})
    ids = {node.get("id") for node in page(form).iter() if node.get("id")}
    errors = summary_errors([form])
    assert [message for message, _ in errors] == [
        "Enter name", "Date of birth must be a real date", "Answer “Why not?”",
        "Enter the school, or select Not known", "Select agency", "Select “It is true” to continue",
    ]  # fmt: skip
    assert {href.removeprefix("#") for _, href in errors} <= ids


def test_a_control_is_described_by_its_hint_and_error() -> None:
    drawn = page(Form({}))
    for node in drawn.iter():
        for name in (node.get("aria-describedby") or "").split():
            assert drawn.get_element_by_id(name) is not None
    assert drawn.get_element_by_id("id_name").get("aria-describedby") == "id_name-hint id_name-error"


def test_ids_are_used_once_and_every_input_has_a_label() -> None:
    drawn = page(Form(GOOD))
    ids = [node.get("id") for node in drawn.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    targets = {label.get("for") for label in drawn.iter("label")}
    assert {
        n.get("id") for n in drawn.iter("input", "select", "textarea") if n.get("type") != "hidden"
    } <= targets


def test_typed_text_comes_back_escaped_and_whole() -> None:
    hostile = '</textarea><script>x</script>\n"'
    form = Form({**GOOD, "told": "no", "why": "\n" + hostile, "name": hostile})
    drawn = page(form)
    assert not drawn.findall(".//script")
    assert drawn.get_element_by_id("id_name").get("value") == hostile
    assert drawn.get_element_by_id("id_why").text.removeprefix("\n") == "\n" + hostile


def test_a_hint_given_as_text_is_escaped() -> None:
    assert page(Form()).get_element_by_id("id_name-hint").text == "As the <b>family</b> writes it"


def test_a_follow_up_is_asked_only_when_its_option_is_chosen() -> None:
    assert "why" in Form({**GOOD, "told": "no"}).errors
    form = Form({**GOOD, "told": "yes", "why": "left over from before"})
    assert form.is_valid()
    assert form.cleaned_data["why"] == "", "a hidden answer is no answer"
    drawn = page(form)
    assert drawn.get_element_by_id("id_why") is not None
    assert "why" not in [bound.name for bound in form.top_fields()]


@pytest.mark.parametrize(
    ("school", "not_known", "good"),
    [("Alder", "", True), ("", "on", True), ("", "", False), ("Alder", "on", False)],
)
def test_not_known_is_an_answer_but_silence_is_not(school: str, not_known: str, good: bool) -> None:
    form = Form({**GOOD, "school": school, "school_not_known": not_known})
    assert form.is_valid() is good
    assert page(form).get_element_by_id("id_school_not_known") is not None


@pytest.mark.parametrize(
    ("typed", "message", "first"),
    [
        (("", "3", "2022"), "Date of birth must include a day", "day"),
        (("3", "", ""), "Date of birth must include a month and year", "month"),
        (("29", "2", "2023"), "Date of birth must be a real date", "day"),
        (("3", "13", "2022"), "Date of birth must be a real date", "month"),
        (("0", "3", "2022"), "Date of birth must be a real date", "day"),
        (("3", "3", "22"), "Date of birth: year must have 4 numbers", "year"),
        (("3", "3", "２０２２"), "Date of birth: year must have 4 numbers", "year"),
        (("3", "3", "0000"), "Date of birth must be a real date", "day"),
        (("3", "3", "9999"), "Date of birth must be today or in the past", "day"),
        (("<b>", "3", "2022"), "Date of birth must be a real date", "day"),
    ],
)
def test_a_wrong_date_says_which_box(typed: tuple[str, str, str], message: str, first: str) -> None:
    form = Form({**GOOD, "born_day": typed[0], "born_month": typed[1], "born_year": typed[2]})
    assert summary_errors([form]) == [(message, f"#id_born_{first}")]
    drawn = page(form)
    assert drawn.get_element_by_id("id_born_day").get("value") == (typed[0] or None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [(("", "", "2019"), "2019"), (("", "3", "2019"), "March 2019"), (("5", "3", "2019"), "5 March 2019")],
)
def test_a_date_may_be_known_in_part(typed: tuple[str, str, str], words: str) -> None:
    form = Form({**GOOD, "since_day": typed[0], "since_month": typed[1], "since_year": typed[2]})
    assert form.is_valid(), form.errors
    known = form.cleaned_data["since"]
    assert known.words() == words
    assert PartialDate.parse(str(known)) == known
    again = Form(initial={"since": str(known)})
    assert page(again).get_element_by_id("id_since_year").get("value") == "2019"


def test_a_day_without_a_month_is_not_a_date() -> None:
    assert "since" in Form({**GOOD, "since_day": "5", "since_year": "2019"}).errors


@pytest.mark.parametrize("text", ["", "2019-13", "2019-02-30", "x", "2019-1-1-1", "1-2-3-"])
def test_what_is_not_a_date_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any wording
        PartialDate.parse(text)


def test_months_may_be_named() -> None:
    assert [month_from(t) for t in ("3", "03", "March", "mar", "MAR", "13", "", "ma")] == [
        3,
        3,
        3,
        3,
        3,
        None,
        None,
        None,
    ]


def test_saved_answers_are_read_back() -> None:
    form = Form({**{k: v for k, v in GOOD.items() if not k.startswith("born")}, "born": "2022-03-03"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2022, 3, 3)


def test_formsets_join_the_summary() -> None:
    rows = forms.formset_factory(Form, extra=0)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"})
    rows.is_valid()
    assert ("Enter name", "#id_form-0-name") in summary_errors([rows])


def test_a_plain_django_form_is_drawn_the_same_way() -> None:
    class Plain(forms.Form):
        login = forms.EmailField()
        password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
        remember = forms.BooleanField(required=False)

    drawn = html.fragment_fromstring(str(Plain({"login": "x"})), create_parent="div")
    assert len(drawn.find_class("govuk-form-group")) == 3
    assert drawn.get_element_by_id("id_password").get("autocomplete") == "new-password"
    assert drawn.get_element_by_id("id_password").get("value") is None
    assert len(drawn.find_class("govuk-error-message")) == 2
    bare = html.fragment_fromstring(str(Plain()["login"]), create_parent="div")
    assert not bare.findall(".//label")


def test_files_are_read() -> None:
    upload = SimpleUploadedFile("a.pdf", b"%PDF-")
    form = Form(GOOD, {"document": upload})
    assert form.is_valid()
    assert form.cleaned_data["document"] is upload


def test_the_setting_names_the_renderer() -> None:
    with override_settings(FORM_RENDERER="tessera.ui.renderer.GovukRenderer"):
        assert "govuk-form-group" in str(Form()["name"].as_field_group())
