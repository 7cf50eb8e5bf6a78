"""The server of `confoundry serve`: Prefect's, behind our door, with the study's pages beside it."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from starlette.responses import FileResponse, PlainTextResponse, Response

from confoundry.errors import Refusal
from confoundry.nightly.checkout import checkout_of
from confoundry.page_address import NIGHTLY, OWN, STUDY
from confoundry.paths import PAGE
from confoundry.serving.door import Door

NAME = re.compile(r"[\w-]+\.html")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"


def pages_of(study: Path) -> Callable[[str], Response]:
    """Return the function that serves the pages of a study: `study/NAME.html` and `nightly/NAME.html`."""

    def page(path: str) -> Response:
        place, _, name = path.partition("/")
        folder = _folder(study, place)
        file = folder / name if folder and NAME.fullmatch(name) else None
        if file is None or not file.is_file() or file.is_symlink():
            return PlainTextResponse("There is no such page, or no audit has written it yet.", 404)
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return FileResponse(file, headers=headers, media_type="text/html; charset=utf-8")

    return page


def _folder(study: Path, place: str) -> Path | None:
    """Return the folder with the pages of the study, or of its nightly checkout."""
    try:
        root = {OWN: lambda: study, NIGHTLY: lambda: checkout_of(study).folder}[place]()
    except (KeyError, Refusal):
        return None
    return root / PAGE.parent


def main() -> None:
    """Serve until the process is stopped. The settings are Prefect's, from the environment."""
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    server = get_current_settings().server
    study = Path(os.environ[STUDY])
    door = Door(create_app(final=True), os.environ["PREFECT_SERVER_API_AUTH_STRING"], pages_of(study))
    uvicorn.run(
        door,
        host=str(server.api.host),
        port=server.api.port,
        timeout_keep_alive=server.api.keepalive_timeout,
        log_level=server.logging_level.lower(),
    )


if __name__ == "__main__":
    main()
