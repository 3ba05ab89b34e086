"""How text and code are said: symbols, identifiers, addresses, units.

Numbers and dates are left to the voice, which reads them itself.
"""

from __future__ import annotations

from mkdocs_qwen_tts._prose.say.verbalize import Verbalizer, verbalizer

__all__ = ["Verbalizer", "verbalizer"]
