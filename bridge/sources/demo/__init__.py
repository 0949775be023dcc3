"""A network that exists nowhere: the smallest whole reader, and the pattern for others (``docs/add-a-source.md``)."""
