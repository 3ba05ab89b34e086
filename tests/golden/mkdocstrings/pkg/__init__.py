"""A package for the golden pages."""
