"""Which items of two exports are the same where no id tells: their sequences are laid beside each other.

Pure: it knows signs of items, and no tables.
"""
