"""What the checks look at: a configuration file, read as far as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.plugin import Configuration, read_configuration

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from mkdocs_qwen_tts._speech import Engine


@dataclass(frozen=True)
class Case:
    """A site to be looked at."""

    path: Path
    """Of the configuration file."""
    text: str | None = None
    """What stands in it; `None` where it cannot be read."""
    configuration: Configuration | None = None
    """What MkDocs makes of it."""
    settings: Settings | None = None
    """The plugin's options; `None` while one of them is wrong, or none are there."""
    mistakes: tuple[ConfigurationError, ...] = ()
    """What is wrong with the plugin's options."""
    online: bool = True
    """Whether hosts may be asked."""

    @classmethod
    def of(cls, path: Path, *, online: bool = True) -> Self:
        """Read a configuration file."""
        try:
            text = path.read_bytes().decode("utf-8", "replace")
            configuration = read_configuration(path)
        except OSError:
            return cls(path, online=online)
        if configuration.options is None:
            return cls(path, text, configuration, online=online)
        mistakes = Settings.problems(configuration.options)
        settings = None
        if not mistakes:
            settings = Settings.of(configuration.options)
            try:
                settings = speech.with_aliases(settings, configuration.base)
            except ConfigurationError as error:
                mistakes = [error]
        return cls(path, text, configuration, settings, tuple(mistakes), online=online)

    @property
    def base(self) -> Path:
        """The folder of the configuration file."""
        return self.path.resolve().parent

    @property
    def engine(self) -> Engine | None:
        """The engine that would speak; `None` if the options are wrong."""
        return speech.engine_for(self.settings) if self.settings else None
