"""Removal after removal: agendas, states that last, juntas."""
