"""The verbs of a partnership's settings: adopted at the console, or written, sent and approved by two people."""

from tessera.partnership.actions.adopting import INTAKE, adopt

__all__ = ("INTAKE", "adopt")
