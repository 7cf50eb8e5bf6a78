"""`--set key=value`: changes params.yaml from the command line; all values are checked before one is written."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from confoundry.errors import BadInput, did_you_mean
from confoundry.paths import PARAMS

if TYPE_CHECKING:
    from confoundry.params import Params

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", "-S", metavar="KEY=VALUE", help="Set a key of params.yaml, such as training.epochs=5. Repeatable."
    ),
]
NAMED = ("confounds", "variants")  # sections whose keys are names that the study defines


@dataclass(frozen=True)
class Edited:
    """A changed params.yaml that passed all checks.

    Attributes:
        text: Its content, including comments.
        changes: What changed, such as `training.epochs: 10 → 5`.
        params: All settings.
    """

    text: str
    changes: tuple[str, ...]
    params: "Params"

    def write(self) -> None:
        """Write params.yaml, whole or not at all."""
        from confoundry.files.whole import write_text

        write_text(PARAMS, self.text)


def edit_params(settings: Sequence[str]) -> Edited:
    """Return params.yaml with changed values; no file is written.

    Args:
        settings: Each as `key=value`: a key with dots, such as `variants.l2.l2`, and a value in YAML.

    Raises:
        BadInput: A key is unknown, or a value is invalid.
    """
    from confoundry.files.params import parse_params, read_params
    from confoundry.params import check_params
    from confoundry.settings import shortened

    expected, document = _unshared(read_params()), _yaml().load(PARAMS.read_text(encoding="utf-8"))
    changes = []
    keys = []
    for setting in settings:
        key, value = _split(setting)
        keys.append(key)
        old = _assign(expected, key, parse_params(value, f"--set {key}"))
        _assign(document, key, _yaml().load(value))
        changes.append(f"{key}: {shortened(old)} → {shortened(_at(expected, key))}")
    try:
        params, *_ = check_params(expected)
    except BadInput as error:
        error.args = (_of_the_option(str(error), keys),)
        raise
    stream = io.StringIO()
    _yaml().dump(document, stream)
    if parse_params(stream.getvalue(), str(PARAMS)) != expected:  # another key shares the value through an anchor
        came = "one whose value another key shares, or that would be written differently"
        raise BadInput("--set", expected="a key that can be changed alone", came=came, remedy="edit params.yaml")
    return Edited(stream.getvalue(), tuple(changes), params)


def _of_the_option(message: str, keys: Sequence[str]) -> str:
    """Return a message about a key of params.yaml; if the key was set here, the message names the option instead."""
    start = f"{PARAMS}: "
    named = message.removeprefix(start)
    here = message.startswith(start) and any(named.startswith((f"{key}:", f"{key}.")) for key in keys)
    return f"--set {named.replace('fix this key', 'use another value', 1)}" if here else message


def _unshared(values: Any) -> Any:
    """Return a copy in which no two keys share a value, as an anchor and its aliases do."""
    if isinstance(values, dict):
        return {key: _unshared(value) for key, value in values.items()}
    return [_unshared(value) for value in values] if isinstance(values, list) else values


def _yaml() -> Any:
    """Return a parser that keeps comments, quotes and line breaks."""
    from ruamel.yaml import YAML, RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        """A class of its own: DVC, in this process, writes dvc.lock with the other one, and null as nothing."""

    Representer.add_representer(type(None), lambda one, _: one.represent_scalar("tag:yaml.org,2002:null", "null"))
    yaml = YAML()
    yaml.Representer = Representer
    yaml.preserve_quotes = True
    yaml.width = 10_000
    return yaml


def _split(setting: str) -> tuple[str, str]:
    key, equals, value = (part.strip() for part in setting.partition("="))
    if not equals or not all(key.split(".")):
        remedy = "for example --set training.epochs=5"
        raise BadInput("--set", expected="key=value, with a key of params.yaml", came=setting, remedy=remedy)
    return key, value


def _assign(values: Any, key: str, value: Any) -> Any:
    """Set a key and return its old value; missing mappings are created, and checked with everything else.

    Raises:
        BadInput: The key cannot exist.
    """
    *above, last = key.split(".")
    for depth, part in enumerate(above):
        where = ".".join(above[:depth])
        place = _place(values, part, where, key)
        if isinstance(values, dict) and values.get(place) is None:
            if where in NAMED and place not in values:
                raise _unknown(place, values, where, key)
            values[place] = {}
        values = values[place]
    place = _place(values, last, ".".join(above), key)
    old = values[place] if isinstance(values, list) else values.get(place)
    values[place] = value
    return old


def _place(values: Any, part: str, where: str, key: str) -> Any:
    """Return a part of a key as in YAML: text, or a number in a list or in a map of classes."""
    if isinstance(values, dict):
        return int(part) if part.isdigit() and int(part) in values else part
    if isinstance(values, list) and part.isdigit() and int(part) < len(values):
        return int(part)
    expected = f"a number from 0 to {len(values) - 1}" if isinstance(values, list) else f"no keys below {where}"
    raise BadInput(f"--set {key}", expected=expected, came=part, remedy=f"set {where} as a whole")


def _unknown(name: str, values: dict[str, Any], where: str, key: str) -> BadInput:
    expected, remedy = f"one of the {where} {', '.join(values)}", f"add it to {where} in params.yaml"
    return BadInput(f"--set {key}", expected=expected, came=name, remedy=did_you_mean(name, values, remedy))


def _at(values: Any, key: str) -> Any:
    """Return the value of an existing key."""
    for part in key.split("."):
        values = values[_place(values, part, "", key)]
    return values
