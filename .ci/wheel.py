"""What hatchling asks while it builds: the wheel for musl leaves out what has no wheel there.

No environment marker tells musl from glibc, and so no list of dependencies fits both. There are two
wheels instead: `py3-none-any` with all of `dependencies`, and one for `musllinux`, which pip and uv
prefer there, without those of `not-on-musl`. On musl, what is built from source is the second.
"""

from __future__ import annotations

import os
import sysconfig
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface
from packaging.requirements import Requirement

VARIABLE = "WHEEL_FOR"
"""`musl` makes the wheel for musl on any machine, `any` the other one."""
TAG = "py3-none-musllinux_1_2_aarch64.musllinux_1_2_x86_64"
"""Where numpy has wheels for musl."""


def is_for_musl() -> bool:
    """Whether the wheel for musl is built: as asked for, else as this machine is."""
    asked = os.environ.get(VARIABLE)
    return asked == "musl" or (not asked and "musl" in str(sysconfig.get_config_var("SOABI")))


class Dependencies(MetadataHookInterface):
    """Fills in the dynamic field `dependencies`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Take the listed ones; for musl without those that cannot be had there."""
        left_out = {*self.config["not-on-musl"]} if is_for_musl() else set()
        metadata["dependencies"] = [
            each for each in self.config["dependencies"] if Requirement(each).name not in left_out
        ]


class Tag(BuildHookInterface):  # type: ignore[type-arg]
    """Says in the name of the wheel what it is for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tag the wheel; one that is edited in place stays on this machine."""
        if is_for_musl() and version == "standard":
            build_data["tag"] = TAG
