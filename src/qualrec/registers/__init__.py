"""Registers of institutions, imported into a local store; what they say has a date, and listing is not accrediting."""
