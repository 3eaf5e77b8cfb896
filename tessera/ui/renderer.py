"""Draws every form, ours and the sign-in's, in GOV.UK's markup. The setting FORM_RENDERER names it."""

from django.forms.renderers import TemplatesSetting

from tessera.ui.forms import GovukBoundField


class GovukRenderer(TemplatesSetting):
    """Finds templates where pages do, and draws fields with GovukBoundField."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    bound_field_class = GovukBoundField
