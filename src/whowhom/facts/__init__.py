"""A simulated population of regimes, held against what is known of real ones."""
