"""Takes the pages of projects beside this one into the site."""

from pathlib import Path

from mkdocs.structure.files import File


def on_files(files, config):
    for docs in sorted(Path(config.config_file_path).parent.glob("projects/*/docs")):
        for path in sorted(docs.glob("**/*.md")):
            uri = f"{docs.parent.name}/{path.relative_to(docs).as_posix()}"
            files.append(File.generated(config, uri, content=path.read_text("utf-8")))
    return files
