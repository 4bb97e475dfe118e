"""A simulated population of regimes, compared with facts about real ones."""
