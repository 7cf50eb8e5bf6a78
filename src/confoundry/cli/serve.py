"""`confoundry serve`: starts the Prefect server and a worker for the schedule."""

from typing import Annotated

import typer


def serve(
    port: Annotated[int, typer.Option(metavar="N", help="Port of the server on localhost.", min=1, max=65535)] = 4200,
) -> None:
    """Run the nightly schedule until Ctrl-C.

    This starts a Prefect server and a worker, as defined in prefect.yaml.
    """
    from pathlib import Path

    from confoundry.serving.serve import serve_study

    serve_study(Path.cwd(), port)
