"""A stage of the small study: notes that it ran; `slow` waits until it is let go on."""

import json
import os
import sys
import time
from pathlib import Path

import yaml

SUMMARY = """\
confound,variant,alignment,metric,value,low,high,images,replicates,failed
lighting,plain,0.95,excess_pull,PULL,0.0900,0.1500,1007,3,0
lighting,plain,0.95,shortcut_cost,0.2100,0.1800,0.2400,1007,3,0
none,plain,control,plain_accuracy,0.9100,0.8900,0.9300,1007,3,0
"""

name, log = sys.argv[1], Path(os.environ["RAN"])
pull = yaml.safe_load(Path("params.yaml").read_text())["pull"]
with log.open("a") as file:
    file.write(f"{name} {pull}\n")
while name == "slow" and not Path(f"{log}.go-on-{pull}").exists():
    time.sleep(0.1)
if name == "summarize":
    light = {"verdict": "leans", "excess_pull": pull, "shortcut_cost": 0.21, "tolerance": "0.87"}
    none = {"verdict": "trained", "plain_accuracy": 0.91}
    Path("metrics").mkdir(exist_ok=True)
    Path("metrics/headline.json").write_text(json.dumps({"none": {"plain": none}, "lighting": {"plain": light}}))
    Path("metrics/summary.csv").write_text(SUMMARY.replace("PULL", str(pull)))
else:
    Path(f"{name}.txt").write_text(f"{pull}\n")
