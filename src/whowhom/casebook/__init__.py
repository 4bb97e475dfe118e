"""Casebooks: many struggles in one folder of case folders, or in one file of an author."""
