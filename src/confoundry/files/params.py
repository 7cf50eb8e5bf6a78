"""Reads params.yaml or a section of it, with the safe loader."""

import json
import re
from pathlib import Path
from typing import Any, TypeVar

import yaml

from confoundry.errors import BadInput
from confoundry.files.bounded_yaml import SAFE, load_yaml
from confoundry.paths import PARAMS
from confoundry.settings import Settings, parse, shortened

S = TypeVar("S", bound=Settings)


class _Loader(SAFE):
    """The safe loader, but duplicate keys are refused and 1e-05 is a number, as in DVC."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self._seen: set[yaml.MappingNode] = set()

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Refuse duplicate keys, before mappings are merged with `<<`."""
        names = [key.value for key, _ in node.value]
        if node not in self._seen and len(set(map(str, names))) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"the key {twice} twice", node.start_mark)
        self._seen.add(node)
        super().flatten_mapping(node)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def read_params(path: Path = PARAMS) -> dict[str, Any]:
    """Return the whole file as plain values.

    Raises:
        BadInput: The file is missing or is not a YAML dictionary.
    """
    try:
        values = parse_params(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise BadInput(path, expected="a file", came=str(error.strerror), remedy="run from the study's root") from None
    except ValueError as error:  # bytes that are no UTF-8
        raise BadInput(path, expected="YAML", came=str(error), remedy="save it as UTF-8") from None
    if not isinstance(values, dict):
        came = "nothing" if values is None else shortened(values)
        raise BadInput(path, expected="keys with values", came=came, remedy="see README.md")
    return values


def parse_params(text: str, name: str) -> Any:
    """Return the plain values of YAML text, read as params.yaml is.

    Args:
        text: The text.
        name: What errors call it.

    Raises:
        BadInput: It is no YAML, or values that JSON cannot hold.
    """
    try:
        values = load_yaml(text, name, _Loader)
        json.dumps(values, default=str)  # refuses a date as a key
    except (yaml.YAMLError, TypeError, ValueError) as error:
        came = " ".join(str(error).split())
        raise BadInput(name, expected="YAML", came=came, remedy="fix what it names") from None
    return values


def read_section(name: str, model: type[S], path: Path = PARAMS) -> S:
    """Return one section of params.yaml as its settings model."""
    return parse(model, read_params(path).get(name), name)
