"""Parts of a page that a script writes, between ``<!-- NAME: begin -->`` and its end marker."""


def put(text, name, lines):
    """Return a page with the part of that name written anew."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit(f"expected the markers of {name!r} once each: {begin} and {end}")
    head, rest = text.split(begin)
    return f"{head}{begin}\n" + "\n".join(lines) + f"\n{end}{rest.split(end)[1]}"


def table(head, rows):
    """Yield the lines of a table: names on the left, numbers on the right."""
    yield "| " + " | ".join(head) + " |"
    yield "|---|" + "--:|" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
