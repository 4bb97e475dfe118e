"""The phases of a month; ``whowhom.sim.month`` calls them in their order.

A phase imports no other phase: what several need is in ``circle`` and ``opinion``.
"""
