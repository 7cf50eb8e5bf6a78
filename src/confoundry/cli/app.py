"""The command `confoundry`: its subcommands, and how errors are reported."""

import sys
from typing import Annotated

import typer

from confoundry.cli.diagnose import diagnose
from confoundry.cli.diff import diff
from confoundry.cli.help import Command, Commands
from confoundry.cli.nightly import nightly
from confoundry.cli.plan import plan
from confoundry.cli.run import run as run_command
from confoundry.cli.serve import serve
from confoundry.cli.verdicts import verdicts
from confoundry.cli.verify import verify
from confoundry.errors import Refusal
from confoundry.stages.entry import run

# Newer versions of Typer contain a copy of Click, older ones import it; this class is the base in both.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class WrongUse(Refusal):
    """Wrong use of a command."""


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
    app.command(cls=Command, epilog=f"Example: {example}")(command)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"confoundry {version('confoundry')}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog="Example: confoundry plan")
def confoundry(
    ctx: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Does your Keras classifier recognize the object, or does it use a shortcut?"""
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())
        raise typer.Exit(2)


def main() -> None:
    """Run the command line; wrong use and invalid input end with one line and status 2, without a traceback."""
    sys.exit(run(_invoke, sys.argv[1:]))


def _invoke(*argv: str) -> None:
    try:
        status = app(args=list(argv), prog_name="confoundry", standalone_mode=False)
    except UsageError as error:
        raise _wrong_use(error) from None
    if status:
        sys.exit(status)


def _wrong_use(error: Exception) -> WrongUse:
    """Return a Typer error as one line: the command, the problem, and where to look."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "confoundry"
    near = getattr(error, "possibilities", None)
    text = str(error.message if near else error.format_message()).rstrip(".")  # pyright: ignore
    remedy = f"did you mean {' or '.join(near)}?" if near else f"see `{command} --help`"
    return WrongUse(f"{command}: {text[:1].lower()}{text[1:]}; {remedy}")
