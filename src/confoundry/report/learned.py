"""How much each network has learned beside a stock model, in words: one that hardly learned is no baseline."""

from collections.abc import Mapping
from typing import Any

from confoundry.diagnosis.names import HARDLY_LEARNED
from confoundry.wording import hundredths

Entries = Mapping[
    str, Mapping[str, Mapping[str, Any]]
]  # confound → variant → what was found, of reports/diagnosis.json
Words = Mapping[str, Mapping[str, str]]  # confound → variant → names, of metrics/diagnosis.json


class Learning:
    """What `diagnose` found; nothing is known of what it did not see."""

    def __init__(self, entries: Entries, words: Words) -> None:
        self._entries, self._words = entries, words

    def hardly(self, confound: str, variant: str) -> bool:
        """Return whether a network has hardly learned."""
        if (found := self._found(confound, variant)) is not None:
            return bool(found["hardly"])
        return HARDLY_LEARNED in self._words.get(confound, {}).get(variant, "").split(", ")

    def stock(self, confound: str, variant: str) -> str:
        """Return what a stock model reaches, as `91 %`; empty where that is not known."""
        found = self._found(confound, variant)
        return f"{hundredths(found['stock'])} %" if found else ""

    def beside(self, confound: str, variant: str) -> str:
        """Return what a stock model reaches, in words; empty where that is not known."""
        found = self._found(confound, variant)
        return f"a stock model ({found['stock_name']}) reaches {self.stock(confound, variant)}" if found else ""

    def warning(self, confound: str, variant: str) -> str:
        """Return in a sentence that a network has hardly learned; empty where it has learned."""
        if not self.hardly(confound, variant):
            return ""
        found = self._found(confound, variant)
        why = "a stock model does far better"
        if found:
            why = f"{hundredths(found['right'])} % of {found['images']} are right, {self.beside(confound, variant)}"
        return f"{variant} has hardly learned: {why}."

    def warnings(self) -> list[str]:
        """Return each warning once, however many shortcuts it is about."""
        where = self._entries or self._words
        cells = ((confound, variant) for confound, variants in where.items() for variant in variants)
        return [line for line in dict.fromkeys(self.warning(*cell) for cell in cells) if line]

    def _found(self, confound: str, variant: str) -> Mapping[str, Any] | None:
        return self._entries.get(confound, {}).get(variant, {}).get("learned")


NOTHING_KNOWN = Learning({}, {})
