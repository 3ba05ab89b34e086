"""Build the pages of this folder anew: `python make.py [GENERATOR…]`, with the tools of README.md installed.

Every generator renders the same few sources, in its own dialect. What is kept of a page is its
structure: scripts, styles and drawings lose what is in them, and file names their hashes. `TOOLS`
(an environment variable) is the folder that the npm packages are installed in, each generator's in
a folder of its name.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
TOOLS = Path(os.environ.get("TOOLS", "node"))
REPO = "https://example.org/lamplight"
PAGES = ("index", "guide", "untitled", "zh")

NOTE = re.compile(r"^@NOTE ?(.*)\n((?:.*\n)*?)@END\n", re.MULTILINE)


def source(name: str, note: Callable[[str, str], str]) -> str:
    """A source, its notes in the dialect of a generator."""
    text = (SOURCES / f"{name}.md").read_text("utf-8")
    return NOTE.sub(lambda found: note(found[1], found[2].strip()), text)


def write(folder: Path, note: Callable[[str, str], str], names: tuple[str, ...] = PAGES) -> Path:
    """All sources, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.md").write_text(source(name, note), "utf-8")
    shutil.copy(SOURCES / "lamp.png", folder)
    return folder


def run(*command: str, cwd: Path) -> None:
    """Run a tool; what it says is shown when it fails."""
    quiet = {
        "ASTRO_TELEMETRY_DISABLED": "1",
        "NO_MKDOCS_2_WARNING": "1",
        "DOCUSAURUS_NO_TELEMETRY": "1",
    }
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **quiet, "NO_UPDATE_NOTIFIER": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def npm(folder: Path, generator: str) -> None:
    """Let a build find the packages that are installed for its generator."""
    (folder / "node_modules").symlink_to((TOOLS / generator / "node_modules").resolve())
    (folder / "package.json").write_text('{"private": true}', "utf-8")


# ---------------------------------------------------------------- dialects of a note


def admonition(title: str, body: str) -> str:
    """MkDocs, Zensical."""
    quoted = f' "{title}"' if title else ""
    return f"!!! note{quoted}\n    {body}\n"


def container(title: str, body: str) -> str:
    """VitePress."""
    return f"::: tip {title}\n{body}\n:::\n"


def directive(title: str, body: str) -> str:
    """Docusaurus and Starlight."""
    return f":::note{f'[{title}]' if title else ''}\n{body}\n:::\n"


def myst(title: str, body: str) -> str:
    """MyST, for Sphinx."""
    kind = f"{{admonition}} {title}" if title else "{note}"
    return f":::{kind}\n{body}\n:::\n"


def alert(title: str, body: str) -> str:
    """GitHub's alerts: mdBook."""
    return f"> [!NOTE]\n> {f'**{title}.** ' if title else ''}{body}\n"


def quote(title: str, body: str) -> str:
    """Jekyll has none: a quotation with a class."""
    return f"> {f'**{title}.** ' if title else ''}{body}\n{{: .note }}\n"


# ---------------------------------------------------------------- generators


def mkdocs(theme: str, work: Path) -> dict[str, Path]:
    """MkDocs with one of its themes, or Material."""
    docs = write(work / "docs", admonition)
    (docs / "tagged.md").write_text(
        "---\ntags: [lamps, harbour]\n---\n\n# Tagged\n\nThis page has tags, and so a list of them above its title.\n",
        "utf-8",
    )
    plugins: list[object] = ["search"]
    options: dict[str, object] = {"name": theme}
    if theme == "material":
        options |= {
            "features": [
                "content.action.edit",
                "content.action.view",
                "navigation.path",
                "navigation.top",
                "navigation.footer",
            ],
            "font": False,
        }
        (docs / "blog" / "posts").mkdir(parents=True)
        (docs / "blog" / "index.md").write_text("# Log\n", "utf-8")
        (docs / "blog" / "posts" / "dark.md").write_text(
            "---\ndate: 2026-03-01\ncategories: [Nights]\n---\n\n# A dark night\n\nThe mole was dark.\n\n<!-- more -->\n\nThen it was not.\n",
            "utf-8",
        )
        plugins += ["blog", "tags"]
    config = {
        "site_name": "Lamplight - a manual",
        "site_url": f"{REPO}/",
        "repo_url": REPO,
        "edit_uri": "edit/main/docs/",
        "theme": options,
        "plugins": plugins,
        "markdown_extensions": ["admonition", "tables", "attr_list", {"toc": {"permalink": True}}],
        "extra": {
            "analytics": {
                "feedback": {
                    "title": "Was this page helpful?",
                    "ratings": [
                        {
                            "icon": "material/emoticon-happy-outline",
                            "name": "Yes",
                            "data": 1,
                            "note": "Thanks!",
                        }
                    ],
                }
            }
        },
    }
    (work / "mkdocs.yml").write_text(json.dumps(config), "utf-8")  # YAML holds JSON
    tool = "zensical" if theme == "zensical" else "mkdocs"
    run(sys.executable, "-m", tool, "build", "-f", "mkdocs.yml", cwd=work)
    site = work / "site"
    pages = {name: site / name / "index.html" for name in ("guide", "untitled", "zh", "tagged")}
    pages |= {"index": site / "index.html", "404": site / "404.html"}
    if theme == "readthedocs":
        pages["search"] = site / "search.html"
    if theme == "material":
        pages |= {
            "post": site / "blog/2026/03/01/a-dark-night/index.html",
            "blog": site / "blog" / "index.html",
        }
    return pages


def zensical(work: Path) -> dict[str, Path]:
    """Zensical reads the configuration of Material."""
    docs = write(work / "docs", admonition)
    config = {
        "site_name": "Lamplight - a manual",
        "site_url": f"{REPO}/",
        "repo_url": REPO,
        "edit_uri": "edit/main/docs/",
        "theme": {
            "name": "material",
            "features": ["content.action.edit", "content.action.view", "navigation.path"],
        },
        "markdown_extensions": ["admonition", "tables", "attr_list", {"toc": {"permalink": True}}],
    }
    assert docs.is_dir()
    (work / "mkdocs.yml").write_text(json.dumps(config), "utf-8")
    run(str(Path(sys.executable).with_name("zensical")), "build", "-f", "mkdocs.yml", cwd=work)
    site = work / "site"
    return {
        "index": site / "index.html",
        "404": site / "404.html",
        **{name: site / name / "index.html" for name in ("guide", "untitled", "zh")},
    }


def sphinx(theme: str, work: Path) -> dict[str, Path]:
    """Sphinx with one of its themes; the German page is a build of its own, with its language set."""
    made: dict[str, Path] = {}
    for language, names in (("en", PAGES), ("de", ("de",))):
        folder = write(work / language, myst, names)
        (folder / "api.rst").write_text(
            "Interface\n=========\n\n.. function:: light(name)\n\n   Lights one lamp.\n\n   :param name: Which one.\n",
            "utf-8",
        )
        root = names[0]
        toc = "\n\n```{toctree}\n:hidden:\n" + "\n".join((*names[1:], "api")) + "\n```\n"
        (folder / f"{root}.md").write_text(
            (folder / f"{root}.md").read_text("utf-8") + toc, "utf-8"
        )
        (folder / "conf.py").write_text(
            "project = 'Lamplight - a manual'\nauthor = copyright = 'Lamplighters'\nversion = release = '2.1'\n"
            "extensions = ['myst_parser', 'sphinx_copybutton', 'sphinx.ext.viewcode']\nmyst_enable_extensions = ['colon_fence']\n"
            f"html_theme = {theme!r}\nroot_doc = {root!r}\nlanguage = {language!r}\nhtml_last_updated_fmt = '%Y'\n"
            + (
                f"html_theme_options = {{'repository_url': {REPO!r}, 'repository_provider': 'github', 'repository_branch': 'main', 'use_edit_page_button': True}}\n"
                if theme == "sphinx_book_theme"
                else ""
            )
            + (
                "html_context = {'github_user': 'x', 'github_repo': 'lamplight', 'github_version': 'main', 'doc_path': 'docs', 'display_github': True, 'conf_py_path': '/'}\n"
            )
            + (
                "html_theme_options = {'use_edit_page_button': True}\n"
                if theme == "pydata_sphinx_theme"
                else ""
            )
            + (
                f"html_theme_options = {{'source_repository': {REPO!r}, 'source_branch': 'main', 'source_directory': 'docs/'}}\n"
                if theme == "furo"
                else ""
            ),
            "utf-8",
        )
        run(sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "out", cwd=folder)
        made |= {name: folder / "out" / f"{name}.html" for name in names}
        if language == "en":
            made |= {
                name: folder / "out" / f"{name}.html" for name in ("api", "genindex", "search")
            }
    return made


def docusaurus(work: Path) -> dict[str, Path]:
    """Docusaurus, its classic preset, two locales."""
    npm(work, "docusaurus")
    write(work / "docs", directive, ("index", "guide", "untitled"))
    write(work / "i18n/zh-Hans/docusaurus-plugin-content-docs/current", directive, ("zh",))
    chinese = work / "i18n/zh-Hans/docusaurus-plugin-content-docs/current"
    (chinese / "zh.md").rename(chinese / "guide.md")
    (work / "blog").mkdir()
    (work / "blog" / "2026-03-01-dark.md").write_text(
        "---\ntags: [nights]\n---\n\n# A dark night\n\nThe mole was dark.\n\n<!-- truncate -->\n\nThen it was not.\n",
        "utf-8",
    )
    (work / "src/pages").mkdir(parents=True)
    (work / "src/pages/about.md").write_text(
        "# About\n\nA page beside the manual, of plain Markdown.\n", "utf-8"
    )
    config = {
        "title": "Lamplight - a manual",
        "url": "https://example.org",
        "baseUrl": "/",
        "i18n": {"defaultLocale": "en", "locales": ["en", "zh-Hans"]},
        "presets": [
            [
                "classic",
                {
                    "docs": {
                        "routeBasePath": "/docs",
                        "editUrl": f"{REPO}/edit/",
                        "showLastUpdateTime": False,
                    },
                    "blog": {"onUntruncatedBlogPosts": "ignore"},
                },
            ]
        ],
        "themeConfig": {
            "navbar": {"title": "Lamplight", "items": [{"to": "/blog", "label": "Log"}]}
        },
        "onBrokenLinks": "ignore",
    }
    (work / "docusaurus.config.js").write_text(f"export default {json.dumps(config)}", "utf-8")
    run("node_modules/.bin/docusaurus", "build", cwd=work)
    site = work / "build"
    return {
        "index": site / "docs/index.html",
        "guide": site / "docs/guide/index.html",
        "untitled": site / "docs/untitled/index.html",
        "zh": site / "zh-Hans/docs/guide/index.html",
        "post": site / "blog/2026/03/01/dark/index.html",
        "blog": site / "blog/index.html",
        "tags": site / "blog/tags/nights/index.html",
        "about": site / "about/index.html",
        "404": site / "404.html",
    }


def vitepress(work: Path) -> dict[str, Path]:
    """VitePress with its default theme and two locales."""
    npm(work, "vitepress")
    write(work, container, ("index", "guide", "untitled"))
    write(work / "zh", container, ("zh",))
    (work / "home.md").write_text(
        "---\nlayout: home\nhero:\n  name: Lamplight\n  text: Every lamp, every night\n  tagline: A manual for harbours.\n"
        "  actions:\n    - text: Begin\n      link: /guide\nfeatures:\n  - title: Quiet\n    details: It needs no network.\n---\n\n"
        "## Why\n\nBecause boats come home late.\n",
        "utf-8",
    )
    config = {
        "title": "Lamplight - a manual",
        "lastUpdated": False,
        "themeConfig": {
            "nav": [{"text": "Guide", "link": "/guide"}],
            "sidebar": [
                {"text": "Guide", "link": "/guide"},
                {"text": "Parts", "link": "/untitled"},
            ],
            "editLink": {"pattern": f"{REPO}/edit/:path"},
        },
        "locales": {"root": {"label": "English"}, "zh": {"label": "中文", "lang": "zh-CN"}},
    }
    (work / ".vitepress").mkdir()
    (work / ".vitepress/config.mjs").write_text(f"export default {json.dumps(config)}", "utf-8")
    run("node_modules/.bin/vitepress", "build", cwd=work)
    site = work / ".vitepress/dist"
    return {
        name: site / f"{name}.html" for name in ("index", "guide", "untitled", "home", "404")
    } | {"zh": site / "zh/zh.html"}


def starlight(work: Path) -> dict[str, Path]:
    """Starlight, which takes the title from front matter only, and two locales."""
    npm(work, "starlight")
    docs = work / "src/content/docs"
    write(docs, directive, ("index", "guide", "untitled"))
    write(docs / "zh", directive, ("zh",))
    for path in docs.rglob("*.md"):
        text = path.read_text("utf-8")
        if text.startswith("# "):
            title, _, rest = text.partition("\n")
            path.write_text(f"---\ntitle: {title[2:]}\n---\n{rest}", "utf-8")
    (work / "src/content.config.ts").write_text(
        "import { defineCollection } from 'astro:content';\nimport { docsLoader } from '@astrojs/starlight/loaders';\n"
        "import { docsSchema } from '@astrojs/starlight/schema';\n"
        "export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };\n",
        "utf-8",
    )
    (work / "astro.config.mjs").write_text(
        "import { defineConfig } from 'astro/config';\nimport starlight from '@astrojs/starlight';\n"
        "export default defineConfig({ site: 'https://example.org', integrations: [starlight({ title: 'Lamplight - a manual', pagefind: false,"
        f" editLink: {{ baseUrl: '{REPO}/edit/' }}, defaultLocale: 'root', locales: {{ root: {{ label: 'English', lang: 'en' }},"
        " zh: { label: '中文', lang: 'zh-CN' } } })] });\n",
        "utf-8",
    )
    run("node_modules/.bin/astro", "build", cwd=work)
    site = work / "dist"
    return {
        "index": site / "index.html",
        "guide": site / "guide/index.html",
        "untitled": site / "untitled/index.html",
        "zh": site / "zh/zh/index.html",
        "fallback": site / "zh/guide/index.html",
        "404": site / "404.html",
    }


def mdbook(work: Path) -> dict[str, Path]:
    """mdBook, which knows no front matter."""
    folder = write(work / "src", alert)
    untitled = folder / "untitled.md"
    untitled.write_text(untitled.read_text("utf-8").split("---\n")[2], "utf-8")
    (folder / "SUMMARY.md").write_text(
        "# Summary\n\n- [Lamplight](index.md)\n- [Guide](guide.md)\n- [Spare parts](untitled.md)\n- [点灯手册](zh.md)\n",
        "utf-8",
    )
    (work / "book.toml").write_text(
        f'[book]\ntitle = "Lamplight - a manual"\n[output.html]\ngit-repository-url = "{REPO}"\n'
        f'edit-url-template = "{REPO}/edit/{{path}}"\n',
        "utf-8",
    )
    run(str(Path(sys.executable).with_name("mdbook")), "build", cwd=work)
    return {name: work / "book" / f"{name}.html" for name in (*PAGES, "404", "print")}


def jekyll(work: Path) -> dict[str, Path]:
    """Jekyll with minima, its default theme."""
    write(work, quote)
    for name in PAGES:
        path = work / f"{name}.md"
        text = path.read_text("utf-8")
        if not text.startswith("---"):
            text = f"---\n---\n\n{text}"
        path.write_text(text.replace("---\n", "---\nlayout: page\n", 1), "utf-8")
    (work / "_posts").mkdir()
    (work / "_posts/2026-03-01-dark.md").write_text(
        "---\nlayout: post\ntitle: A dark night\nauthor: The keeper\n---\n\nThe mole was dark. Then it was not.\n",
        "utf-8",
    )
    (work / "_config.yml").write_text(
        'title: "Lamplight - a manual"\ntheme: minima\ndescription: A manual.\n', "utf-8"
    )
    (work / "log.md").write_text("---\nlayout: home\n---\n", "utf-8")
    run("jekyll", "build", cwd=work)
    site = work / "_site"
    return {name: site / f"{name}.html" for name in (*PAGES, "log")} | {
        "post": site / "2026/03/01/dark.html"
    }


GENERATORS: dict[str, Callable[[Path], dict[str, Path]]] = {
    "mkdocs": lambda work: mkdocs("mkdocs", work),
    "readthedocs": lambda work: mkdocs("readthedocs", work),
    "material": lambda work: mkdocs("material", work),
    "zensical": zensical,
    "furo": lambda work: sphinx("furo", work),
    "alabaster": lambda work: sphinx("alabaster", work),
    "sphinx-rtd-theme": lambda work: sphinx("sphinx_rtd_theme", work),
    "pydata-sphinx-theme": lambda work: sphinx("pydata_sphinx_theme", work),
    "sphinx-book-theme": lambda work: sphinx("sphinx_book_theme", work),
    "docusaurus": docusaurus,
    "vitepress": vitepress,
    "starlight": starlight,
    "mdbook": mdbook,
    "jekyll-minima": jekyll,
}


# ---------------------------------------------------------------- what is kept

_EMPTIED = re.compile(
    r"(<(script|style)\b[^>]*>)((?:(?!</\2>).){200,})(</\2>)", re.DOTALL | re.IGNORECASE
)
_DRAWING = re.compile(
    r"(<svg\b[^>]*>)(?:(?!</?svg\b).)*(</svg>)", re.DOTALL | re.IGNORECASE
)  # innermost ones
_HASH = re.compile(
    r"(?<=[._-])(?=[\w-]*\d)[A-Za-z0-9_-]{8,}(?=\.(?:min\.)?(?:js|css|woff2?|svg|png|jpg)\b)"
)
_INLINE_IMAGE = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]{40,}")
_VERSION = re.compile(r"(\?v=|digest=)[0-9a-f]{6,}")


def trimmed(html: str) -> str:
    """A page without what is long and says nothing of its structure."""
    html = _EMPTIED.sub(lambda found: f"{found[1]}/* {len(found[3]) // 1000} kB */{found[4]}", html)
    html = _DRAWING.sub(r"\1\2", html)
    html = _HASH.sub("hash", html)
    html = _INLINE_IMAGE.sub("data:,", html)
    return _VERSION.sub(r"\1hash", html)


def make(name: str) -> None:
    """Build one generator's site and keep its pages."""
    with tempfile.TemporaryDirectory() as work:
        made = GENERATORS[name](Path(work))
        folder = HERE / "pages" / name
        folder.mkdir(parents=True, exist_ok=True)
        for page, path in sorted(made.items()):
            (folder / f"{page}.html").write_text(
                trimmed(path.read_text("utf-8")).rstrip() + "\n", "utf-8"
            )
    print(name, *sorted(made))


if __name__ == "__main__":
    for wanted in sys.argv[1:] or GENERATORS:
        make(wanted)
