"""One piece of the page, and how pieces are rendered: HTML in which every value is escaped."""

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
    """A section as it stands on the page.

    Attributes:
        title: Its heading.
        body: Its HTML.
    """

    title: str
    body: Markup


def fill(template: str, **values: Any) -> Markup:
    """Fill a template, given as its text; what is not `Markup` is escaped."""
    return Markup(ENVIRONMENT.from_string(template).render(**values))  # noqa: S704 (the environment escapes)


def fill_file(name: str, **values: Any) -> Markup:
    """Fill a template that is a file in `templates/`."""
    return Markup(ENVIRONMENT.get_template(name).render(**values))  # noqa: S704 (the environment escapes)
