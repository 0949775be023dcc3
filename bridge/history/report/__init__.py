"""The report of a plan: what became of every item, for people and for programs."""
