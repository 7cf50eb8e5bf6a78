"""The command `confoundry`: its commands, and what it does with errors."""

import sys

import typer

from confoundry.cli.diagnose import diagnose
from confoundry.cli.diff import diff
from confoundry.cli.nightly import nightly
from confoundry.cli.plan import plan
from confoundry.cli.run import run as run_command
from confoundry.cli.serve import serve
from confoundry.cli.verdicts import verdicts
from confoundry.cli.verify import verify
from confoundry.stages.entry import run

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command("run")(run_command)
app.command()(plan)
app.command()(verdicts)
app.command()(diagnose)
app.command()(diff)
app.command()(verify)
app.command()(nightly)
app.command()(serve)


@app.callback()
def confoundry() -> None:
    """Does a Keras classifier answer from the object, or from a shortcut?"""


def main() -> None:
    """Run the command line; wrong use and bad input end with one line and status 2, never with a traceback."""
    sys.exit(run(_invoke, sys.argv[1:]))


def _invoke(*argv: str) -> None:
    app(args=list(argv), prog_name="confoundry")
