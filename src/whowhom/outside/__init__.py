"""The outside view: how likely leaders of a kind are to be removed, from data on autocracies.

``facts`` has the closed vocabulary of what can be said of a leader, ``features`` turns facts into
the numbers of the model, ``model`` answers with chances and ``reference`` with counts.
"""
