"""Where everything lies in a store, and how long it may be.

```
<root>/
  store.json                  says whose folder this is
  clips/ab/abcd….flac         one utterance, lossless   (+ abcd….json)
  tracks/ab/abcd….mp3         one page, encoded         (+ abcd….json)
  sites/ab/abcd….json         what one site last used
  notes/ab/abcd….json         how a page was read, to save reading it again
  refusals/ab/abcd….json      why an utterance is not asked for again
  spool/ab/abcd….sound        sound that has arrived and is not a clip yet
  locks/abc.lock              one build at a time speaks the utterances whose fingerprints begin so
  .abcd….published            what a site has of the narration, while MkDocs empties the site
```
"""

from __future__ import annotations

import re

from mkdocs_qwen_tts._store.refusals import REFUSALS

STORE_SCHEMA = 1
MARKER = "store.json"
CLIPS, TRACKS, SITES, NOTES, LOCKS = "clips", "tracks", "sites", "notes", "locks"
SPOOL = "spool"
ROOMS = (CLIPS, TRACKS, SITES, NOTES, LOCKS, REFUSALS, SPOOL)
SHA256_LENGTH = 64
CLIP_FORMAT = "flac"

NOTE_LIMIT = 64 * 1024 * 1024
"""Bytes of a note; that of a long page has some hundred thousand."""

RECORD_LIMITS = {CLIPS: 4 << 20, TRACKS: 16 << 20, SITES: 32 << 20, REFUSALS: 64 << 10}
"""Bytes of a record, by room: it takes thirty times as many in memory. Most are a few hundred; with
the times of all words, some thousand; that of a site with 100,000 utterances has seven million."""


NAME = re.compile(r"[0-9a-f]{64}")
"""What names an object: a digest. Anything else, from a store that others may write, is not looked
for."""
DIGITS = re.compile(r"[0-9a-f]*")
"""What stands in names."""
NO_NAME = "0" * 64
