"""The options of GOV.UK's fixtures. Whatever is left unread is an option we do not support."""

from typing import Any

from django.utils.safestring import mark_safe


class Options:
    """A fixture's options, emptied as they are read."""

    def __init__(self, values: dict[str, Any] | None) -> None:
        self.values = {
            name: Options(value)
            if isinstance(value, dict) and name not in ("attributes", "values")
            else value
            for name, value in (values or {}).items()
        }

    def take(self, name: str, otherwise: Any = "") -> Any:
        value = self.values.pop(name, otherwise)
        return otherwise if value is None else value

    def text(self, name: str = "") -> str:
        """Read `nameText` or `nameHtml` (or `text` and `html`): escaped unless it came as HTML."""
        plain, html = (f"{name}Text", f"{name}Html") if name else ("text", "html")
        written, marked = self.take(plain), self.take(html)
        return mark_safe(marked) if marked else str(written)  # noqa: S308 - GOV.UK's own fixtures

    def part(self, name: str) -> "Options":
        value = self.values.get(name)
        return value if isinstance(value, Options) else Options({})

    def parts(self, name: str) -> list["Options"]:
        raw = self.values.get(name) or []
        if any(not value for value in raw):
            self.values[f"{name} that are empty"] = True
        self.values[name] = made = [
            Options(value if isinstance(value, dict) else {}) for value in raw if value
        ]
        return made

    def left(self) -> list[str]:
        """Return the options nobody read."""
        found = []
        for name, value in self.values.items():
            if isinstance(value, Options):
                found += [f"{name}.{inner}" for inner in value.left()]
            elif isinstance(value, list) and value and isinstance(value[0], Options):
                found += [f"{name}[].{inner}" for one in value for inner in one.left()]
            elif value not in (None, "", [], {}):
                found.append(name)
        return found
