"""A warm worker: a process that has imported what stages need, and calls their functions one after the other.

It reads one request per line from standard input, and writes one status per line to standard output. What a stage
prints goes to its log.
"""

import importlib
import io
import json
import os
import sys
import threading
import traceback
from contextlib import suppress
from typing import Any, cast

from confoundry.runner.guarded import end_with


def main() -> None:
    """Answer requests until the process that sends them has ended."""
    threading.Thread(target=end_with, args=(int(sys.argv[1]),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    cast("io.TextIOWrapper", sys.stdout).reconfigure(line_buffering=True)  # a killed stage's log shows how far it came
    for request in requests:
        print(json.dumps({"status": _call(**json.loads(request))}), file=answers, flush=True)


def _call(function: str, argv: list[str], folder: str, env: dict[str, str], log: str) -> int:
    """Call a function with arguments, as its command would, with that folder, environment and log."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.path[0] = folder  # as for `python -m` there
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.close(file)
    try:
        return int(_found(function)(argv))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        with suppress(OSError):
            traceback.print_exc()
        return 70
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # a full disk cannot take the log; the status still says that it failed
                stream.flush()


def _found(function: str) -> Any:
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    main()
