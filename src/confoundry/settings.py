"""Frozen settings, read strictly from plain YAML values. An error is one line that names the key."""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from confoundry.errors import BadInput, did_you_mean

NAME = r"^[a-z][a-z0-9_]*$"


class Settings(BaseModel):
    """Base class of all settings: frozen, strict about types, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


S = TypeVar("S", bound=Settings)

# Plain words for pydantic's types of errors. The values in braces come from the error's context.
EXPECTED = {
    "dict_type": "keys with values",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "less_than": "less than {lt:g}",
    "less_than_equal": "at most {le:g}",
    "literal_error": "{expected}",
    "missing": "a value",
    "model_type": "keys with values",
    "none_required": "null",
    "string_pattern_mismatch": "lower-case letters, digits and _, starting with a letter",
    "string_too_short": "non-empty text",
    "string_type": "text",
    "too_short": "at least one entry",
    "tuple_type": "a list such as [a, b]",
    "value_error": "{error}",
}


def parse(model: type[S], values: Any, where: str) -> S:
    """Validate plain values (as YAML gives them) against a settings model.

    Args:
        model: The settings model.
        values: Dictionaries, lists, strings, numbers and nulls.
        where: The key of the values in params.yaml, such as `training`; empty for the whole file.

    Raises:
        BadInput: A key is invalid. The message names the first one, and says what was expected and what was found.
    """
    text = json.dumps({} if values is None else values, default=str)
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise _bad_input(model, error, json.loads(text), where) from None


def shortened(value: object, limit: int = 60) -> str:
    """Return a value as it could be written in YAML, in at most `limit` characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _bad_input(model: type[Settings], error: ValidationError, values: Any, where: str) -> BadInput:
    """Describe the first invalid key in one line, with all that it could be."""
    keys: dict[tuple[str, ...], list[Any]] = {}
    for one in error.errors(include_url=False):
        keys.setdefault(_key(one, values), []).append(one)
    key, errors = next(iter(keys.items()))
    more = sum(1 for other in keys if other != key[: len(other)])  # a list does not count besides its invalid entry
    first, name = errors[0], ".".join([where, *key]).strip(".")
    came, remedy = shortened(first["input"]), _remedy(first)
    if first["type"] == "missing":
        came, remedy = "nothing", "add this key"
    elif first["type"] == "extra_forbidden":
        came = f"the key {key[-1]}"
        remedy = did_you_mean(key[-1], _known_keys(model, key), "fix its name or remove it")
    return BadInput(
        f"params.yaml: {name}" if name else "params.yaml",
        expected=" or ".join(dict.fromkeys(_expected(one, model, key) for one in errors)),
        came=came,
        remedy=remedy + (f", and {more} more" if more else ""),
    )


def _key(error: Any, values: Any) -> tuple[str, ...]:
    """Return the key of an error, without pydantic's additions: the types that it tried, and `[key]`."""
    key: list[str] = []
    for part in error["loc"]:
        if not isinstance(values, (dict, list)) or part == "[key]":
            break
        key.append(str(part))
        values = values.get(str(part)) if isinstance(values, dict) else values[int(part)]
    return tuple(key)


def _remedy(error: Any) -> str:
    """Return a remedy. If only a few words are allowed, it suggests the most similar one."""
    words = re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))
    return did_you_mean(str(error["input"]), words, "fix this key")


def _known_keys(model: type[Settings], key: tuple[str, ...]) -> list[str]:
    """Return the keys that are allowed in place of an unknown key."""
    for part in key[:-1]:
        inner = model.model_fields[part].annotation
        if not (isinstance(inner, type) and issubclass(inner, Settings)):
            return []
        model = inner
    return list(model.model_fields)


def _expected(error: Any, model: type[Settings], key: tuple[str, ...]) -> str:
    if error["type"] == "extra_forbidden":
        known = _known_keys(model, key)
        return f"one of the keys {', '.join(known)}" if known else "a known key"
    if error["type"] not in EXPECTED:
        return error["msg"]
    words = EXPECTED[error["type"]].format(**error.get("ctx", {}))
    return f"as key {words}" if error["loc"][-1:] == ("[key]",) else words
