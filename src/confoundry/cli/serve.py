"""`confoundry serve`: the server, the pool and the worker of prefect.yaml, in one command."""

from typing import Annotated

import typer


def serve(
    port: Annotated[int, typer.Option(metavar="N", help="The server's port, on localhost.", min=1, max=65535)] = 4200,
) -> None:
    """Run the schedule of prefect.yaml until Ctrl-C."""
    from pathlib import Path

    from confoundry.serving.serve import serve_study

    serve_study(Path.cwd(), port)
