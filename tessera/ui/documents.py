"""Documents that somebody sends with what they write: a field for several, few enough and small enough."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

MOST_FILES = 10


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, UploadedFile[Any]], name: str) -> Any:
        """Every file chosen, not the last."""
        return files.getlist(name)


class FilesField(forms.FileField):
    """Several files, few enough and small enough to be looked into; what is in them is judged when they are kept."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files chosen. Raises ValidationError where there are too many."""
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most {most} files").format(most=MOST_FILES))
        if any((one.size or 0) > settings.TESSERA_ATTACHMENT_BYTES for one in given):
            raise forms.ValidationError(
                _("Choose files that are smaller than {limit}").format(limit=_limit())
            )
        return [super(FilesField, self).clean(one, initial) for one in given]


def what_may_be_sent() -> str:
    """What a person is told before choosing: which kinds, how large, and what is taken out of a photograph."""
    return _(
        "PDF, Word, Excel, text, email or pictures, up to {limit} each. Choose them last. We "
        "take out of a photograph where it was taken."
    ).format(limit=_limit())


def _limit() -> str:
    return f"{settings.TESSERA_ATTACHMENT_BYTES // 2**20} MB"
