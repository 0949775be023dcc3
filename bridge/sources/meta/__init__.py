"""Messenger and Instagram: what Meta gives on “Download your information”."""
