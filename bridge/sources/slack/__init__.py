"""Slack: the export that owners and administrators of a workspace can make, and programs that write the same."""
