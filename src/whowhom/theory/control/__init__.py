"""How a ruler stays: whom he pays, strikes, binds himself to, and what he lets be said."""
