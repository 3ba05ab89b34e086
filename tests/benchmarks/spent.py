"""Build a site as `mkdocs build` does, and print as JSON where the time went.

    python tests/benchmarks/spent.py -f mkdocs.yml -d site

`wall` and `cpu` are seconds of the whole process, from its first line; `plugin` is the wall clock
of the import of the plugin and of all its events, and `plugin_cpu` what these took of the main
thread. `most` is the most memory in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time

began = time.perf_counter()

from importlib import metadata  # noqa: E402 - the clock starts before what it measures is loaded
from typing import TYPE_CHECKING, Any  # noqa: E402 - the clock starts before what it measures is loaded

import mkdocs.__main__  # noqa: E402 - the clock starts before what it measures is loaded
from mkdocs.plugins import CombinedEvent  # noqa: E402 - the clock starts before what it measures is loaded

if TYPE_CHECKING:
    from collections.abc import Callable

wall = cpu = 0.0
deep = 0


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with its time added up; events nest where locales are built in turns."""

    def count(*arguments: Any, **options: Any) -> Any:
        global wall, cpu, deep  # noqa: PLW0603 - the state of the clock
        at, used = time.perf_counter(), time.thread_time()
        deep += 1
        try:
            return function(*arguments, **options)
        finally:
            deep -= 1
            if not deep:
                wall += time.perf_counter() - at
                cpu += time.thread_time() - used

    if (priority := getattr(function, "mkdocs_priority", None)) is not None:
        count.mkdocs_priority = priority  # type: ignore[attr-defined]
    return count


def load(entry_point: metadata.EntryPoint) -> Any:
    if entry_point.name != "qwen-tts":
        return load_plainly(entry_point)
    plugin = counted(load_plainly)(entry_point)
    for name, member in list(vars(plugin).items()):
        if isinstance(member, CombinedEvent):
            member.methods = tuple(counted(method) for method in member.methods)
        elif name.startswith("on_") or name == "load_config":
            setattr(plugin, name, counted(member))
    return plugin


if __name__ == "__main__":
    load_plainly = metadata.EntryPoint.load
    metadata.EntryPoint.load = load  # type: ignore[method-assign]
    mkdocs.__main__.cli(["build", "-q", *sys.argv[1:]], standalone_mode=False)
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "wall": time.perf_counter() - began,
        "cpu": used.ru_utime + used.ru_stime,
        "plugin": wall,
        "plugin_cpu": cpu,
        "most": used.ru_maxrss / 1024,
    }
    print(json.dumps(figures))
