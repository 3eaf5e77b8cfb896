"""What may be typed to have a file made, and to hold a copy against its hash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tessera.access.rules import FileFormat, FileKind, FilePurpose
from tessera.exports.rules.wanted import Wanted
from tessera.exports.rules.words import CONTENTS, FORMATS, KINDS, MEANINGS, PURPOSES
from tessera.ui.forms import GovukForm, Look

HASH = re.compile(r"[0-9a-f]{64}")


class MakeForm(GovukForm):
    """Which file, and for whom."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Which file?"),
        widget=forms.RadioSelect,
        choices=lambda: [(kind.value, words) for kind, words in KINDS.items()],
        error_messages={"required": _("Select which file")},
    )
    purpose = forms.ChoiceField(
        label=_("What is it for?"),
        widget=forms.RadioSelect,
        help_text=_("This decides what is in the file, whoever makes it."),
        error_messages={"required": _("Select what the file is for")},
    )
    others = forms.MultipleChoiceField(
        label=_("Which other cases of the family are to be in it?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Choose what its reader needs: they read all of it. Each entry says which case it is from, and each case "
            "has on record that it was taken."
        ),
    )
    reader = forms.CharField(
        label=_("Who is going to read it?"),
        help_text=_("One person by name, or one meeting. It stands on each page."),
        max_length=100,
        error_messages={"required": _("Enter who is going to read it")},
    )
    reader_role = forms.CharField(
        label=_("What is their role?"),
        help_text=_("For example: chair of the strategy meeting, Thornmere Police."),
        max_length=100,
        error_messages={"required": _("Enter what their role is")},
    )
    reason = forms.CharField(
        label=_("Why is it needed, and where will it be kept?"),
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": _("Enter why it is needed and where it will be kept")},
    )
    file_format = forms.ChoiceField(
        label=_("As what?"),
        widget=forms.RadioSelect,
        choices=lambda: [(one.value, words) for one, words in FORMATS.items()],
        error_messages={"required": _("Select PDF or Excel")},
    )
    read = forms.BooleanField(
        label=_("I will read the whole file before anybody else does"),
        error_messages={"required": _("Confirm that you will read the whole file first")},
    )
    looks: ClassVar = {
        "kind": Look(size="m", hints=CONTENTS),
        "purpose": Look(size="m", hints=MEANINGS),
        "others": Look(size="m"),
        "reader": Look(width="two-thirds"),
        "reader_role": Look(width="two-thirds"),
        "reason": Look(rows=3),
        "file_format": Look(size="m"),
    }

    def __init__(
        self,
        *args: Any,
        purposes: Sequence[FilePurpose],
        others: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`others`: the other cases that may be in it, each with what it is called."""
        super().__init__(*args, **kwargs)
        if others:
            self.fields["others"].choices = others  # type: ignore[attr-defined]
        else:
            del self.fields["others"]
        self.fields["purpose"].choices = [(one.value, PURPOSES[one]) for one in purposes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What one parent reads may not tell of another parent's children."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("others") and given.get("purpose") == FilePurpose.FAMILY:
            self.add_error("others", _("A file for a family to read is of one case. Make one of each case"))
        return given

    def wanted(self) -> Wanted:
        """What was asked for."""
        given = self.cleaned_data
        return Wanted(
            FileKind(given["kind"]),
            FilePurpose(given["purpose"]),
            FileFormat(given["file_format"]),
            " ".join(given["reader"].split()),
            " ".join(given["reader_role"].split()),
            given["reason"],
            tuple(UUID(one) for one in given.get("others", ())),
        )


class CheckForm(GovukForm):
    """A copy, or its hash."""

    file = forms.FileField(
        label=_("The copy that you have"),
        help_text=_("It is read once and not kept."),
        required=False,
        allow_empty_file=True,
    )
    sha256 = forms.CharField(
        label=_("Or its SHA-256"),
        help_text=_("64 letters and numbers, where somebody told you them."),
        required=False,
        max_length=100,
    )
    looks: ClassVar = {"sha256": Look(attrs={"autocomplete": "off", "spellcheck": "false"})}

    def clean_sha256(self) -> str:
        """The sum without spaces, in small letters."""
        given = "".join(self.cleaned_data["sha256"].split()).lower()
        if given and not HASH.fullmatch(given):
            raise forms.ValidationError(_("Enter 64 letters and numbers: 0 to 9 and a to f"))
        return given

    def clean_file(self) -> UploadedFile[Any] | None:
        """A file that is small enough to be read."""
        given: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if given and (given.size or 0) > settings.TESSERA_ATTACHMENT_BYTES:
            raise forms.ValidationError(_("The file is too large to be one of ours"))
        return given

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("sha256"):
            self.add_error("file", _("Choose a file, or enter its SHA-256"))
        return given

    @property
    def chosen(self) -> UploadedFile[Any] | None:
        """The copy, where one was chosen."""
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        return file
