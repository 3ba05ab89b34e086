"""The MkDocs door, which ProperDocs opens too."""

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred
from mkdocs_qwen_tts.plugin._door import NarrationPlugin

if TYPE_CHECKING:
    from mkdocs_qwen_tts.plugin._reading import Configuration, read_configuration, read_site

__all__ = ["Configuration", "NarrationPlugin", "read_configuration", "read_site"]

_HOMES = {
    "Configuration": "_reading",
    "read_configuration": "_reading",
    "read_site": "_reading",
}

__getattr__ = deferred(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
