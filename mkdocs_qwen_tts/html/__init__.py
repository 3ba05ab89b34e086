"""Where the tags of a page stand, and what is put between them, without touching another byte."""
