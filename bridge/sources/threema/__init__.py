"""Threema: the Android data backup, and the export of one chat."""
