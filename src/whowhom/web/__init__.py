"""The workbench in the browser: pages about a case, its plays, and what would have changed them.

Needs the extra ``ui``. The server runs on the user's own machine and speaks to its own pages only.
"""

try:
    import nicegui  # noqa: F401
except ImportError as missing:
    raise ImportError(
        "the workbench needs NiceGUI and Altair: install them with pip install 'whowhom[ui]'"
    ) from missing

__all__: list[str] = []
