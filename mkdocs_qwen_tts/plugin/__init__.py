"""The MkDocs door, which ProperDocs opens too."""

from mkdocs_qwen_tts.plugin._door import NarrationPlugin
from mkdocs_qwen_tts.plugin._reading import Configuration, read_configuration, read_site

__all__ = ["Configuration", "NarrationPlugin", "read_configuration", "read_site"]
