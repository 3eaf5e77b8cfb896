"""Every tag a page may use. A builtin library: no `{% load %}` is needed.

docs/how-to/write-a-page.md lists each with its arguments and an example.
"""

from django import template

from tessera.ui.templatetags.ui import answers, lists, story, times, words

register = template.Library()
for part in (words, answers, lists, story, times):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
