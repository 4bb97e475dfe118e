"""How a ruler stays: whom a ruler pays, hires, represses and answers to."""
