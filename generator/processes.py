"""What the processes of a build have loaded when they begin: to import this module loads it, and does nothing else."""

from __future__ import annotations

import importlib

import generator.build.quick_pages
import generator.build.shortcut
import generator.check
import generator.pipeline
import generator.search.publish
import generator.write_yaml  # noqa: F401 - all that is called in them is in these, or is loaded by them
from generator.build.engine import load_library
from generator.model.notice import Contact, Issuer, Notice

load_library("mkdocs")
for _model in (Notice, Issuer, Contact):  # those that are read, and those that are written by themselves
    _model.model_rebuild()
for _name in ("selectolax.lexbor", *(f"markdown.extensions.{one}" for one in ("attr_list", "fenced_code", "tables"))):
    importlib.import_module(_name)  # they are loaded by what is above, but not before their first use
