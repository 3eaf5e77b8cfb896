"""Words for times, as GOV.UK writes them."""

from datetime import date, datetime

from django import template
from django.utils import timezone

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
    return f"{local.day} {local:%B %Y}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Wed 25 Nov"""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local:%a} {local.day} {local:%b}"


@register.filter
def moment(value: datetime | None) -> str:
    """25 November 2026 at 11:55am"""
    return f"{day(value)} at {clock_time(value)}" if value else ""
