"""The default models, where the program `kapell` keeps them."""

import os
import pathlib
import sys

from harness import ROOT, Failed, run

KAPELL = ROOT / ".build/static/kapell"


def home():
    if os.environ.get("KAPELL_HOME"):
        return pathlib.Path(os.environ["KAPELL_HOME"]).absolute()
    if sys.platform == "darwin":
        return pathlib.Path.home() / "Library/Application Support/kapell"
    return pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share") / "kapell"


def model(name):
    """The file of a default model, fetched where it is not there."""
    path = home() / "models/local" / f"{name}.gguf"
    if not path.exists():
        run([KAPELL, "pull", "--defaults"], timeout=3600)
    if not path.exists():
        raise Failed(f"{path} is not there, though `{KAPELL} pull --defaults` succeeded")
    return path
