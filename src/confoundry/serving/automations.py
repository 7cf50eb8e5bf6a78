"""Stores the automations of prefect-automations.yaml on the server, by name."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from confoundry.errors import BadInput
from confoundry.files.bounded_yaml import load_yaml

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.events.schemas.automations import AutomationCore

FILE = "prefect-automations.yaml"


def read_automations(path: Path) -> "list[AutomationCore]":
    """Return the file's automations; none if there is no file.

    Raises:
        BadInput: Prefect does not accept the file.
    """
    from prefect.events.schemas.automations import AutomationCore

    if not path.is_file():
        return []
    try:
        found: Any = load_yaml(path.read_text(encoding="utf-8"), FILE)
        return [AutomationCore.model_validate(entry) for entry in found["automations"]]
    except (yaml.YAMLError, ValueError, TypeError, KeyError) as error:
        came = " ".join(str(error).split())[:300]
        raise BadInput(FILE, expected="valid automations", came=came, remedy="fix the file") from None


def store(client: "SyncPrefectClient", automations: "list[AutomationCore]") -> None:
    """Store automations; one with the same name on the server is replaced."""
    known = {one.name: one.id for one in client.read_automations()}
    for automation in automations:
        if automation.name in known:
            client.update_automation(known[automation.name], automation)
        else:
            client.create_automation(automation)
