"""What programs are told about a page's narration: JSON-LD and OpenGraph, for the head."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Narration


def structured_data(narration: Narration, *, src: str, page: str) -> str:
    """HTML for the page's head: a schema.org AudioObject and OpenGraph's audio.

    Args:
        narration: the page's narration.
        src: absolute URL of the audio file.
        page: absolute URL of the page.
    """
    track = narration.track
    thing = {
        "@context": "https://schema.org",
        "@type": "AudioObject",
        "name": narration.script.title,
        "contentUrl": src,
        "encodingFormat": track.media_type,
        "contentSize": str(track.size),
        "duration": iso_duration(track.duration),
        "inLanguage": narration.script.language,
        "mainEntityOfPage": page,
        "isAccessibleForFree": True,
    }
    known = {name: value for name, value in thing.items() if value not in (None, "")}
    data = json.dumps(known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<script type="application/ld+json">{data}</script>\n'
        f'<meta property="og:audio" content="{escape(src)}">\n'
        f'<meta property="og:audio:type" content="{escape(track.media_type)}">'
    )


def iso_duration(seconds: float) -> str:
    """A length of time in ISO 8601: `PT1H2M3S`, to the second, at least one."""
    whole = max(round(seconds), 1)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    return "PT" + "".join(f"{count}{unit}" for count, unit in parts if count)
