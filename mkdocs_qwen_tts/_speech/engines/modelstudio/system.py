"""What all of Model Studio's protocols answer beyond request and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from mkdocs_qwen_tts._speech.http.protocol import Protocol

if TYPE_CHECKING:
    from mkdocs_qwen_tts._errors import ConfigurationError
    from mkdocs_qwen_tts._settings import Settings


class System(Protocol):
    """One of Model Studio's speech systems."""

    optimizes_instructions: ClassVar[bool] = False
    """Whether it takes `optimize_instructions`."""
    custom_voices_carry_model: ClassVar[bool] = False
    """Whether the id of a custom voice begins with the name of its model."""

    def option_problem(self, settings: Settings) -> ConfigurationError | None:  # noqa: ARG002 - what a system can say of its options
        """The first option that does not go with another one, or `None`."""
        return None
