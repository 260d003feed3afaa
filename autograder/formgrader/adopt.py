"""A formgrader that was not started in the class's folder, and is opened with `?path=FOLDER`.

nbgrader then reads the class's configuration, but goes on showing pages as the server's own folder
says, in which a submission's scripts run, and keeps the gradebook of the class seen before.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from jupyter_server.serverapp import ServerApp
from nbconvert.exporters import HTMLExporter


def adopt(c: Any) -> None:
    """Have the server that runs in this process, if any, show pages as this class says."""
    if not ServerApp.initialized():
        return
    settings = getattr(getattr(ServerApp.instance(), "web_app", None), "settings", {})
    root = c.CourseDirectory.root
    # While the server starts, its own extension has yet to read the configuration.
    if "nbgrader_exporter" not in settings or settings.get("backhand_class") == root:
        return
    settings["backhand_class"] = root
    exporter: Any = HTMLExporter
    settings["nbgrader_exporter"] = exporter(config=deepcopy(c))
    if book := settings.get("nbgrader_gradebook"):
        book.close()
    settings["nbgrader_gradebook"] = None
