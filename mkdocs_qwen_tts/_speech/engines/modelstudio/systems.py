"""Model Studio's speech systems, by the name that the tables give their protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._speech.engines.modelstudio.cosyvoice import CosyVoice
from mkdocs_qwen_tts._speech.engines.modelstudio.minimax import MiniMax
from mkdocs_qwen_tts._speech.engines.modelstudio.qwen import Qwen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_qwen_tts._speech.catalogue import Model
    from mkdocs_qwen_tts._speech.engines.modelstudio.system import System

SYSTEMS: Mapping[str, System] = {system.name: system for system in (Qwen(), CosyVoice(), MiniMax())}


def system_of(entry: Model) -> System:
    """How a model is spoken to."""
    return SYSTEMS[entry.protocol]
