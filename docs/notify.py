"""Notify a URL when a nightly audit fails or crashes: run `python docs/notify.py URL` once, while the study is served.

The URL receives {"text": "<the audit's message>"}, which Slack, Mattermost and many others accept. Prefect's server
stores the URL. To remove it, run `prefect block delete webhook/nightly` and delete the automation on the page
"Automations".
"""

import sys

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger
from prefect.events.schemas.events import ResourceSpecification

NAME = "Notify about failed nightly audits"
PAYLOAD = '{"text": {{ (flow_run.name ~ ": " ~ flow_run.state.name ~ "\\n" ~ flow_run.state.message) | tojson }}}'


def notify(url: str) -> None:
    """Store the URL and the automation that calls it; both replace those of an earlier call."""
    block = Webhook(url=url, headers={"Content-Type": "application/json"})
    block_id = block.save("nightly", overwrite=True)
    trigger = EventTrigger(
        expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
        match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
        match_related=ResourceSpecification({"prefect.resource.role": "flow", "prefect.resource.name": "nightly"}),
        posture="Reactive",
        threshold=1,
    )
    with get_client(sync_client=True) as client:
        for known in client.read_automations_by_name(NAME):
            client.delete_automation(known.id)
    Automation(name=NAME, trigger=trigger, actions=[CallWebhook(block_document_id=block_id, payload=PAYLOAD)]).create()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].startswith(("http://", "https://")):
        sys.exit("usage: python docs/notify.py https://…")
    notify(sys.argv[1])
    print("From now on, a nightly audit that fails or crashes notifies this URL.")
