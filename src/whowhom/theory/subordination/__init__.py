"""Loyalty against competence: whom a ruler can afford to hire."""
