"""What is known about models, voices, languages, prices and errors, with its tables."""

from mkdocs_qwen_tts._speech.catalogue.billing import Tariff, han, tariffs, token_bound, units
from mkdocs_qwen_tts._speech.catalogue.documented_models import Model, model, models
from mkdocs_qwen_tts._speech.catalogue.free_voices import NeuralVoice, neural_voices, preview_voices
from mkdocs_qwen_tts._speech.catalogue.lifecycles import Lifecycle, lifecycle
from mkdocs_qwen_tts._speech.catalogue.service_codes import Refusal, hosts, refusals
from mkdocs_qwen_tts._speech.catalogue.spoken_languages import (
    Language,
    language,
    languages,
    speaks,
    speaks_named,
)
from mkdocs_qwen_tts._speech.catalogue.tables import rows
from mkdocs_qwen_tts._speech.catalogue.voices import SystemVoice, system_voice, system_voices

__all__ = [
    "Language",
    "Lifecycle",
    "Model",
    "NeuralVoice",
    "Refusal",
    "SystemVoice",
    "Tariff",
    "han",
    "hosts",
    "language",
    "languages",
    "lifecycle",
    "model",
    "models",
    "neural_voices",
    "preview_voices",
    "refusals",
    "rows",
    "speaks",
    "speaks_named",
    "system_voice",
    "system_voices",
    "tariffs",
    "token_bound",
    "units",
]
