"""The operator's configuration."""
