"""Where the tags of a page stand, and what is put between them, without touching another byte."""

from mkdocs_qwen_tts._html.added import BEGIN, END, remove
from mkdocs_qwen_tts._html.head import place_in_head
from mkdocs_qwen_tts._html.marks import mark, mark_edits, sparse
from mkdocs_qwen_tts._html.page_list import list_edits, place_list, wants_list
from mkdocs_qwen_tts._html.place import place_player, spot
from mkdocs_qwen_tts._html.splice import Edit, spliced

__all__ = [
    "BEGIN",
    "END",
    "Edit",
    "list_edits",
    "mark",
    "mark_edits",
    "place_in_head",
    "place_list",
    "place_player",
    "remove",
    "sparse",
    "spliced",
    "spot",
    "wants_list",
]
