"""The cases that come with whowhom: one folder of tables each, no code."""
