"""The MkDocs door, which ProperDocs opens too."""

from mkdocs_qwen_tts.plugin.door import NarrationPlugin
from mkdocs_qwen_tts.plugin.reading import read_site

__all__ = ["NarrationPlugin", "read_site"]
