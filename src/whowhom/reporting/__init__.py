"""What a result says, and its reports: findings, a self-contained page, text, files for print.

::

    causes, findings  ->  terminal (cli), workbench (web)
                      ->  answer, evidence (sections)  ->  page (HTML), text (Markdown)
    figures           ->  drawings  ->  page

Nothing is imported here: reports need the extra ``report``, figures the extra ``charts``; findings
need neither.
"""
