"""How Typer's help and its errors read: ranges in words, no Python types, and similar names for a wrong one."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from confoundry.errors import BadInput, did_you_mean

SECTIONS = {"Arguments": "argument", "Options": "option"}
WORDS = {r"x>=(\d+)": r"at least \1", r"(\d+)<=x<=(\d+)": r"\1 to \2", r" <[\w\[\]]+>$": "", r"<(\S+)>$": r"\1"}


class Command(TyperCommand):
    """A command whose help has no Python types, and ranges in words."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options."""
        for title, kind in SECTIONS.items():
            found = [one.get_help_record(ctx) for one in self.get_params(ctx) if one.param_type_name == kind]
            if rows := [(_plain(name), _plain(text)) for name, text in filter(None, found)]:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _plain(text: str) -> str:
    for pattern, word in WORDS.items():
        text = re.sub(pattern, word, text)
    return text


class Commands(TyperGroup):
    """The commands; for one that does not exist, similar ones are suggested."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that was asked for."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = [name for name in self.commands if name[0] == args[0][:1].lower()]
            raise BadInput(
                "confoundry",
                expected=f"one of the commands {', '.join(self.commands)}",
                came=args[0],
                remedy=did_you_mean(args[0], near, "see `confoundry --help`", most=2, alike=0.4),
            )
        return super().resolve_command(ctx, args)
