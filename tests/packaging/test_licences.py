"""Whoever installs the package takes in nothing whose licence asks more of them than they know."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
EXTRAS = {*distribution("mkdocs-qwen-tts").metadata.get_all("Provides-Extra", [])} - {"dev"}

PERMISSIVE = {
    *(
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
    ),
    *("PSF-2.0", "Unlicense", "Zlib"),
    "BSD",  # all that partd says; the text in its wheel is BSD-3-Clause
    *(
        "Apache Software License",
        "BSD License",
        "ISC License (ISCL)",
        "MIT License",
    ),  # as classifiers say it
    "3-Clause BSD License",  # as protobuf says it
    *("Public Domain", "Python Software Foundation License"),
}
SHARED = {
    *("LGPL-2.1-or-later", "LGPL-3.0-or-later", "MPL-2.0"),
    "GNU Lesser General Public License v2 or later (LGPLv2+)",  # as the classifiers of older releases say it
    *("GNU Lesser General Public License v3 (LGPLv3)", "Mozilla Public License 2.0 (MPL 2.0)"),
}
"""Changes to such a library itself are to be published; programs that use it are free."""

APART = {"docutils", "espeakng-loader"}
"""docutils names the GPL for an Emacs mode that its wheel does not hold. espeakng-loader names
nothing; it brings eSpeak NG, under GPL-3.0-or-later, which runs as a program of its own."""


def needed(
    name: str, extras: frozenset[str], found: dict[str, Distribution]
) -> dict[str, Distribution]:
    """A distribution and everything that is installed with it."""
    held = found.setdefault(canonicalize_name(name), distribution(name))
    for one in map(Requirement, held.requires or ()):
        marker = one.marker
        holds = marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""})
        if holds and canonicalize_name(one.name) not in found:
            needed(one.name, frozenset(one.extras), found)
    return found


def licences(held: Distribution) -> list[str]:
    """The licences that a distribution names: its expression, else its classifiers, else its own word."""
    said = held.metadata
    if expression := said.get("License-Expression"):
        return re.split(r" AND | OR ", expression)
    classifiers = [one for one in said.get_all("Classifier", []) if one.startswith("License :: ")]
    own = re.split(r" AND | OR ", said.get("License") or "unknown")
    return [one.rpartition(" :: ")[2] for one in classifiers] or own


def runtime() -> dict[str, Distribution]:
    return needed("mkdocs-qwen-tts", frozenset({"", *EXTRAS}), {})


def test_every_dependency_has_a_licence_that_fits() -> None:
    unfit = {
        name: licences(held)
        for name, held in runtime().items()
        if name not in APART and not {*licences(held)} <= PERMISSIVE | SHARED
    }
    assert unfit == {}


def test_the_docs_name_every_dependency_that_is_not_merely_permissive() -> None:
    shared = {name for name, held in runtime().items() if {*licences(held)} & SHARED}
    page = (ROOT / "docs/reference/compatibility.md").read_text("utf-8")
    (section,) = re.findall(r"^## Licences\n(.+?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert {*re.findall(r"`([\w-]+)`", section)} >= shared | APART


@pytest.mark.parametrize("name", ["pytest", "mkdocs-qwen-tts"])
def test_what_is_installed_is_what_is_looked_at(name: str) -> None:
    """The walk reaches dependencies of dependencies, and extras."""
    assert name in runtime()
    assert {"markupsafe", "obstore", "espeakng-loader", "h11", "sounddevice"} <= runtime().keys()
