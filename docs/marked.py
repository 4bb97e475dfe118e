"""Parts of a page that a script writes, between ``<!-- NAME: begin -->`` and its end marker."""


def put(text, name, lines):
    """Return a page with the part of that name written anew."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, rest = text.split(begin)
    return f"{head}{begin}\n" + "\n".join(lines) + f"\n{end}{rest.split(end)[1]}"
