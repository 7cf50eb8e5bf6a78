"""A section of the page, and the templates that render it; every value is escaped."""

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

ENVIRONMENT = Environment(
    loader=PackageLoader("confoundry.report", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Piece:
    """A rendered section of the page.

    Attributes:
        title: Its heading.
        body: Its HTML.
    """

    title: str
    body: Markup


def fill(template: str, **values: Any) -> Markup:
    """Render a template, given as text; values that are not `Markup` are escaped."""
    return Markup(ENVIRONMENT.from_string(template).render(**values))  # noqa: S704 (the environment escapes)


def fill_file(name: str, **values: Any) -> Markup:
    """Render a template file in `templates/`."""
    return Markup(ENVIRONMENT.get_template(name).render(**values))  # noqa: S704 (the environment escapes)
