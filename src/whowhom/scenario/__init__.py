"""What the models take: a case on its start date, a changed case, a case on any date."""
