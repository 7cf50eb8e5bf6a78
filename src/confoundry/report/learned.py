"""Warnings about networks that do much worse than a stock model: their verdicts mean little."""

from collections.abc import Mapping
from typing import Any

from confoundry.diagnosis.names import HARDLY_LEARNED
from confoundry.wording import hundredths

# Confound → variant → diagnosis, from reports/diagnosis.json.
Entries = Mapping[str, Mapping[str, Mapping[str, Any]]]
Words = Mapping[str, Mapping[str, str]]  # confound → variant → names, of metrics/diagnosis.json


class Learning:
    """How well the networks that `diagnose` examined do, compared with a stock model."""

    def __init__(self, entries: Entries, words: Words) -> None:
        self._entries, self._words = entries, words

    def hardly(self, confound: str, variant: str) -> bool:
        """Return whether a network has hardly learned."""
        if (found := self._found(confound, variant)) is not None:
            return bool(found["hardly"])
        return HARDLY_LEARNED in self._words.get(confound, {}).get(variant, "").split(", ")

    def stock(self, confound: str, variant: str) -> str:
        """Return the accuracy of a stock model, such as `91%`; empty if it is not known."""
        found = self._found(confound, variant)
        return f"{hundredths(found['stock'])}%" if found else ""

    def beside(self, confound: str, variant: str) -> str:
        """Return the accuracy of a stock model in words; empty if it is not known."""
        found = self._found(confound, variant)
        return f"a stock model ({found['stock_name']}) reaches {self.stock(confound, variant)}" if found else ""

    def warning(self, confound: str, variant: str) -> str:
        """Return a warning that a network has hardly learned; empty if it has learned."""
        if not self.hardly(confound, variant):
            return ""
        found = self._found(confound, variant)
        why = "a stock model does much better"
        if found:
            why = f"{hundredths(found['right'])}% right on {found['images']}, but {self.beside(confound, variant)}"
        return f"{variant} has hardly learned: {why}."

    def warnings(self) -> list[str]:
        """Return each warning once, even if it applies to several shortcuts."""
        where = self._entries or self._words
        cells = ((confound, variant) for confound, variants in where.items() for variant in variants)
        return [line for line in dict.fromkeys(self.warning(*cell) for cell in cells) if line]

    def _found(self, confound: str, variant: str) -> Mapping[str, Any] | None:
        return self._entries.get(confound, {}).get(variant, {}).get("learned")


NOTHING_KNOWN = Learning({}, {})
