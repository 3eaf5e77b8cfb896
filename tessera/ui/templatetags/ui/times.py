"""Words for times, as GOV.UK writes them."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.core.text import date_words, short_date_words
from tessera.ui.components import case

register = template.Library()


@register.filter
def clock_time(value: datetime | None) -> str:
    """11:55am"""
    return case.clock_time(value) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """25 November 2026"""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return date_words(local)


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Wed 25 Nov"""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return short_date_words(local)


@register.filter
def moment(value: datetime | None) -> str:
    """25 November 2026 at 11:55am"""
    return _("{day} at {time}").format(day=day(value), time=clock_time(value)) if value else ""
