"""What the processes of a build have loaded when they begin: to import this module loads it, and does nothing else."""

from __future__ import annotations

import generator.pipeline  # noqa: F401 - all that is called in them is called from there
from generator.build.engine import load_library

load_library("mkdocs")
