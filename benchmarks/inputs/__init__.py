"""Exports of any size, made of the small ones that the tests have: one module for each family of formats."""
