"""The tree of exceptions.

::

    WhoWhomError
    ├── InvalidInput     an argument is outside its domain          (command line: exit 2)
    ├── CaseError        a case folder has problems, all listed     (exit 3)
    ├── ResultError      a result is damaged or of another version  (exit 4)
    └── ResourceError    disk, memory or time ran out               (exit 5)

Each takes one message that a person can act on, so that it survives pickling.
"""

__all__ = ["CaseError", "InvalidInput", "ResourceError", "ResultError", "WhoWhomError"]


class WhoWhomError(Exception):
    """Base of every error that whowhom raises on purpose."""


class InvalidInput(WhoWhomError, ValueError):
    """An argument is outside its domain; the message names it."""


class CaseError(WhoWhomError):
    """A case folder has problems; the message lists all of them."""


class ResultError(WhoWhomError):
    """A stored result is damaged, unfinished or of another version."""


class ResourceError(WhoWhomError):
    """Disk, memory or time ran out; nothing half-written is left."""
