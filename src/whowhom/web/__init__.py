"""The workbench in the browser: pages about a case, its plays, and what would have changed them.

The server runs on the user's own machine and speaks to its own pages only. It needs the extra
``ui``. The modules whose functions run in processes of their own load neither the server nor the
charts: ``twins``, ``causes``, ``solving``, ``tracing`` and ``playing_into``.
"""

__all__: list[str] = []
