"""What the HTTP libraries log, made fit to be read by everybody.

They log addresses, and at the level DEBUG the headers of answers too: the query of a link to a
finished file is its signature, and a service may repeat the key in what it says.
"""

from __future__ import annotations

import logging

from mkdocs_qwen_tts._redaction import foreign_text

LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
"""Where they log. A filter sees what is logged there, not what is logged below."""

MOST = 2_000
"""Characters of a line."""


class Redacting(logging.Filter):
    """Takes keys and the queries of addresses out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record; none is left out."""
        record.msg, record.args = foreign_text(record.getMessage(), MOST), ()
        return True


def redact_log_lines() -> None:
    """From now on, nothing that these libraries log holds a key or a signature."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, Redacting) for one in logger.filters):
            logger.addFilter(Redacting())
