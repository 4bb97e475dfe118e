"""Published models of power in ruling circles: one paper a file, a solver and its result."""

from whowhom.theory.coalition import RulingCoalition, ruling_coalition

__all__ = ["RulingCoalition", "ruling_coalition"]
