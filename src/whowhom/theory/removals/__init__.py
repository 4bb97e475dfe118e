"""Removals one after another: agendas, states that last, juntas."""
