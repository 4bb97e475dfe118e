"""Offices: from vacancies filled to a majority."""
