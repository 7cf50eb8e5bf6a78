"""The command `confoundry`: its commands, and what it does with errors."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from confoundry.cli.diagnose import diagnose
from confoundry.cli.diff import diff
from confoundry.cli.nightly import nightly
from confoundry.cli.plan import plan
from confoundry.cli.run import run as run_command
from confoundry.cli.serve import serve
from confoundry.cli.verdicts import verdicts
from confoundry.cli.verify import verify
from confoundry.errors import BadInput, Refusal, did_you_mean
from confoundry.stages.entry import run

# Typer brings its own copy of Click, and older ones Click itself; the base of its error on parameters is in both.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Commands(TyperGroup):
    """The commands; one that does not exist is answered with those that are like it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that is asked for."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = [name for name in self.commands if name[0] == args[0][:1].lower()]
            raise BadInput(
                "confoundry",
                expected=f"one of the commands {', '.join(self.commands)}",
                came=args[0],
                remedy=did_you_mean(args[0], near, "see `confoundry --help`", most=2, alike=0.4),
            )
        return super().resolve_command(ctx, args)


class WrongUse(Refusal):
    """A command was given what it does not take."""


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
EXAMPLES = {
    run_command: "confoundry run --set training.epochs=5",
    plan: "confoundry plan --set variants.l2.l2=0.001",
    verdicts: "confoundry verdicts --json",
    diagnose: "confoundry diagnose own.my_model:build --data npz:images.npz",
    diff: "confoundry diff --against main",
    verify: "confoundry verify",
    nightly: "confoundry nightly --record none",
    serve: "confoundry serve --port 4300",
}
for command, example in EXAMPLES.items():
    app.command(epilog=f"Example: {example}")(command)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"confoundry {version('confoundry')}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog="Example: confoundry plan, then confoundry run")
def confoundry(
    ctx: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Does a Keras classifier answer from the object, or from a shortcut?"""
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())
        raise typer.Exit(2)


def main() -> None:
    """Run the command line; wrong use and bad input end with one line and status 2, never with a traceback."""
    sys.exit(run(_invoke, sys.argv[1:]))


def _invoke(*argv: str) -> None:
    try:
        status = app(args=list(argv), prog_name="confoundry", standalone_mode=False)
    except UsageError as error:
        raise _wrong_use(error) from None
    if status:
        sys.exit(status)


def _wrong_use(error: Exception) -> WrongUse:
    """Put an error of Typer's into one line: the command, what is wrong, and where to look."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "confoundry"
    near = getattr(error, "possibilities", None)
    text = str(error.message if near else error.format_message()).rstrip(".")  # pyright: ignore
    remedy = f"did you mean {' or '.join(near)}?" if near else f"see `{command} --help`"
    return WrongUse(f"{command}: {text[:1].lower()}{text[1:]}; {remedy}")
