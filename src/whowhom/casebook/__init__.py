"""The casebook: real struggles with what was known at their start and how they came out."""
