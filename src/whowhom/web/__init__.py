"""The workbench in the browser: pages about a case, its runs, and what would change them.

The server runs on the user's own machine and speaks to its own pages only. It needs the extra
``ui``. The functions of ``tasks`` run in processes of their own, which load neither the server nor
the charts.
"""

__all__: list[str] = []
