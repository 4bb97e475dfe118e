"""Reports and figures: a result as one self-contained page, as text, and as files for print.

::

    figures.FIGURES  ->  page.report_page (HTML)     -> report.report
    contents         ->  text.report_text (Markdown) ->

Nothing is imported here: reports need the extra ``report``, figures the extra ``charts``.
"""
