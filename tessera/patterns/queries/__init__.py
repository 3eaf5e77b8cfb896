"""What is pointed out to whoever reads about a child, and what is asked of whoever writes."""

from tessera.patterns.queries.finding import found_about, to_dismiss
from tessera.patterns.queries.looking import shown_beside
from tessera.patterns.queries.prompting import prompts

__all__ = ("found_about", "prompts", "shown_beside", "to_dismiss")
