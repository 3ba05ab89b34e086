"""The rules, a module for each family of elements; `rulebook` puts them in order."""
