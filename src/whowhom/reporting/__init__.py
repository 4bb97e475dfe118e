"""Reports and figures: a result as one self-contained page, as text, and as files for print.

::

    figures.FIGURES  ->  drawings.drawn_figures ->  page.page_html (HTML)     ->  report.report
                         answer, reasons, ...   ->  text.page_text (Markdown) ->
    figures.figure   ->  files.write_figure (one figure, its caption, its data)

Nothing is imported here: reports need the extra ``report``, figures the extra ``charts``.
"""
