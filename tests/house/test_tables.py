"""House rules about tables, asked of the models themselves, so that a new model is held to them unlisted."""

import configparser
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tessera.access.kinds import models_by_kind
from tessera.access.policy import POLICY, SEE, Permission
from tessera.core.identifiers import uuid7

from .exceptions import EXCEPTIONS
from .source import ROOT, judge

CLASSES = ("personal", "special_category", "criminal", "plain")


def ours() -> Iterator[type[models.Model]]:
    """Every model of the project, with the join tables that Django makes by itself."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("tessera."):
            yield model


def heights() -> dict[str, int]:
    """How high each app stands: the order of the import contract."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    order = [line for line in lines if line.strip()]
    return {
        name.strip(" ()"): height for height, line in enumerate(reversed(order)) for name in line.split("|")
    }


def test_there_are_tables_to_judge() -> None:
    assert sum(1 for _ in ours()) > 20


def test_foreign_keys_point_down() -> None:
    height = heights()
    found = {
        f"{model._meta.label}.{field.name} points up, to {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if height.get(field.related_model._meta.app_label, -1) > height[model._meta.app_label]
    }
    judge(
        "foreign-keys-point-down",
        found,
        "A table may point only to tables of its own app or of an app below it: import contracts cannot "
        "see a "
        "model named in a string. Turn the key round, or keep an identifier that the upper app looks up.",
        EXCEPTIONS.get("foreign-keys-point-down", {}),
    )


def _misclassed(model: type[models.Model]) -> Iterator[str]:
    name, data = model._meta.label, model.__dict__.get("Data")
    if data is None:
        yield f"{name} has no class Data of its own"
        return
    if not getattr(data, "retention", "").strip():
        yield f"{name}.Data does not say how long its rows are kept (retention)"
    classed = [field for word in CLASSES for field in getattr(data, word, ())]
    fields = {field.name for field in model._meta.concrete_fields}
    yield from (f"{name}.{field} is not classed" for field in sorted(fields - set(classed)))
    yield from (f"{name}.Data names {field}, which is no field" for field in sorted(set(classed) - fields))
    yield from (
        f"{name}.{field} is classed twice" for field in sorted(set(classed)) if classed.count(field) > 1
    )
    yield from (
        f"{name}.Data.{word} is no class" for word in vars(data) if word[0] != "_" and word not in WORDS
    )


WORDS = (*CLASSES, "retention")


def test_every_field_is_classed() -> None:
    judge(
        "every-field-is-classed",
        {finding for model in ours() for finding in _misclassed(model)},
        "Every field says what it is (personal, special_category, criminal or plain) and every table how "
        "long it "
        "is kept, in the model's own `class Data`. A field nobody has classed is a field nobody has "
        "protected.",
        EXCEPTIONS.get("every-field-is-classed", {}),
    )


def test_a_misclassed_model_is_found() -> None:
    class Meta:
        app_label = "people"

    class Data:
        retention = " "
        personal = ("id", "name")
        plain = ("name", "colour")
        secret = ()

    fields = {"Meta": Meta, "Data": Data, "__module__": "tessera.people.models"}
    model = type("Odd", (models.Model,), fields | {"name": models.TextField(), "age": models.IntegerField()})
    try:
        assert [finding.removeprefix("people.Odd") for finding in _misclassed(model)] == [
            ".Data does not say how long its rows are kept (retention)",
            ".age is not classed",
            ".Data names colour, which is no field",
            ".name is classed twice",
            ".Data.secret is no class",
        ]
    finally:
        del apps.all_models["people"]["odd"]
        apps.clear_cache()


def test_tables_are_named_outright() -> None:
    found = {
        model._meta.label
        for model in ours()
        if "db_table" not in model._meta.original_attrs
        or not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    }
    judge(
        "tables-are-named",
        found,
        "Write db_table out, beginning with the app's name: a model that moves later is then a change of "
        "name in "
        "Python and not in the database.",
        EXCEPTIONS.get("tables-are-named", {}),
    )


def test_identifiers_are_uuid7() -> None:
    found = {
        model._meta.label
        for model in ours()
        if (key := model._meta.pk).default is not uuid7 and not isinstance(key, models.OneToOneField)
    }
    judge(
        "identifiers-are-uuid7",
        found,
        "A row is known by a UUID version 7: it cannot be guessed or counted, and sorts by age. Give the "
        "primary "
        "key `default=uuid7`.",
        EXCEPTIONS.get("identifiers-are-uuid7", {}),
    )


def test_nothing_is_deleted_by_the_way() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete is not models.PROTECT
    }
    judge(
        "nothing-is-deleted-by-the-way",
        found,
        "Use on_delete=PROTECT. What is removed from a child's record is removed by an action that says so "
        "and is "
        "recorded, never because something else went.",
        EXCEPTIONS.get("nothing-is-deleted-by-the-way", {}),
    )


def test_the_policy_and_the_models_know_each_other() -> None:
    kinds = models_by_kind().keys()
    named = {line.kind for line in POLICY}
    readable = {line.kind for line in POLICY if isinstance(line, Permission) and line.verb == SEE}
    found = {f"the policy names {kind}, which is no model's Access.kind" for kind in named - kinds}
    found |= {f"nobody may see a {kind}: add a line to tessera/access/policy.py" for kind in kinds - readable}
    judge(
        "policy-and-models-agree",
        found,
        "Every protected model gives itself a kind, and every kind has its lines in the policy. Row "
        "security hides "
        "what no line opens.",
        EXCEPTIONS.get("policy-and-models-agree", {}),
    )
