"""Turns structured notices (YAML) into a public, searchable disclosure site."""

__version__ = "0.1.0"
