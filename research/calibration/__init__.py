"""Which values of the shared parameters agree with struggles whose end is known, and how surely."""
