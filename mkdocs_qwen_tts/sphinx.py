"""The Sphinx door: `extensions = ["mkdocs_qwen_tts.sphinx"]` in `conf.py`.

Sphinx writes each page as soon as it is rendered, in several processes where it may, so there is no
moment at which all pages are rendered and none is written. The pages are therefore narrated where
they lie, when the build is through: what Sphinx did not write anew is narrated already, and costs
nothing.
"""

from __future__ import annotations

import json
import logging as stdlib_logging
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import escape
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging

from mkdocs_qwen_tts import __version__, site
from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError
from mkdocs_qwen_tts._pipeline import messages, notes_beside, summary, watcher
from mkdocs_qwen_tts._quotation import printable, shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

log = logging.getLogger(__name__)

BUILDERS = ("html", "dirhtml", "singlehtml")
"""The builders whose pages are read in a browser; an e-book has no use for the player."""

OPTION = "qwen_tts"
"""The name in `conf.py`: a mapping of the same options as in `narration.yml`."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension; Sphinx calls this."""
    app.add_config_value(OPTION, {}, "", [dict])
    app.connect("builder-inited", _check)
    app.connect("html-page-context", _tell_page)
    app.connect("build-finished", _narrate)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _tell_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Write what a page says of its narration into its head, where `site` looks for it.

    In reStructuredText it stands in the field list at the top (`:narration: false`), in MyST in the
    front matter.
    """
    del templatename, doctree
    said = app.env.metadata.get(pagename, {}).get("narration")
    if said is None:
        return
    text = said if isinstance(said, str) else json.dumps(said)
    tag = f'<meta name="narration" content="{escape(text)}" />'
    context["metatags"] = f"{context.get('metatags', '')}\n    {tag}"


def _check(app: Sphinx) -> None:
    """Tell what is wrong with the options before the build, not behind it."""
    if app.builder.name in BUILDERS:
        _config(app)


def _config(app: Sphinx) -> site.SiteConfig:
    options = getattr(app.config, OPTION) or {}
    if not isinstance(options, Mapping):
        raise ConfigError(
            f"{OPTION} in conf.py: expected a mapping of options (found {shown(options)})."
        )
    own = {"site_name": app.config.project, "site_url": app.config.html_baseurl}
    try:
        return site.SiteConfig.of({**own, **options}, Path(app.confdir))
    except ConfigurationError as error:
        raise ConfigError(f"{OPTION} in conf.py: {error}") from error


def _pages(app: Sphinx) -> frozenset[str]:
    """What Sphinx has written. Its folder may also hold copies and pages of deleted files."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    names = {*app.env.found_docs, *app.config.html_additional_pages}
    return frozenset(os.path.relpath(builder.get_outfilename(name), app.outdir) for name in names)


def _narrate(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name not in BUILDERS:
        return
    # Some themes set up logging for the whole process, and httpx would tell every request of a
    # build.
    if (http := stdlib_logging.getLogger("httpx")).level == stdlib_logging.NOTSET:
        http.setLevel(stdlib_logging.WARNING)
    config = replace(_config(app), pages=_pages(app))
    try:
        report = site.narrate_site(Path(app.outdir), config, progress=watcher(log.info))
    except NarrationError as error:
        raise ExtensionError(str(error), error, __name__) from error
    said = messages(report.outcomes, config.settings)
    for message in said.expected:
        log.info(message)
    if said.wrong and config.settings.on_error == "fail":
        raise ExtensionError("\n".join(said.wrong), modname=__name__)
    for message in (*map(printable, notes_beside(report, said)), *said.wrong):
        log.warning(message, type="qwen-tts")
    log.info(summary([report]))
