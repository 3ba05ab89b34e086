"""What all of Model Studio's protocols answer beyond request and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from mkdocs_qwen_tts._speech.http.protocol import Protocol

if TYPE_CHECKING:
    from mkdocs_qwen_tts._errors import ConfigurationError
    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._settings import Settings


LONGEST_FILE = 600
"""Characters of a text whose sound is waited for until it is whole, without a byte until then. The
slower models speak three times as fast as people listen (measured by a public client, 2026-08), and
600 Han characters are two and a half minutes: `api.timeout` is one. Qwen-TTS takes no more; of
5,000 nothing came within seven minutes (measured by another one)."""


class System(Protocol):
    """One of Model Studio's speech systems."""

    links_to_files: ClassVar[bool] = False
    """Whether its answers without streaming link to a file."""
    optimizes_instructions: ClassVar[bool] = False
    """Whether it takes `optimize_instructions`."""
    custom_voices_carry_model: ClassVar[bool] = False
    """Whether the id of a custom voice begins with the name of its model."""

    def has_file(self, utterance: Utterance) -> bool:
        """Whether a whole answer is a link, and comes in time."""
        return self.links_to_files and len(utterance.text) <= LONGEST_FILE

    def option_problem(self, settings: Settings) -> ConfigurationError | None:  # noqa: ARG002 - what a system can say of its options
        """The first option that does not go with another one, or `None`."""
        return None
