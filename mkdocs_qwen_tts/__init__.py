"""Narrated documentation: extract the prose of every page, have it spoken, publish it with a player."""

__version__ = "0.1.0"
