"""Years in power: the danger of a coup by tenure."""
