"""Writes a page for each command, as a tool does that prints its own help."""

import mkdocs_gen_files

COMMANDS = {"up": "Heave the anchor.", "down": "Let the anchor go.", "stop": "Hold the chain."}
with mkdocs_gen_files.open("commands.md", "w") as page:
    page.write("# Commands\n\n")
    for name, about in COMMANDS.items():
        page.write(f"## windlass {name} {{ #{name} }}\n\n{about}\n\n")
        page.write(f"```text\nUsage: windlass {name} [OPTIONS]\n```\n\n")
        page.write("`--metres` *metres*\n:   How much chain, `--metres 10` by default.\n\n")
with mkdocs_gen_files.open("SUMMARY.md", "w") as nav:
    nav.write("* [Home](index.md)\n* [Commands](commands.md)\n")
