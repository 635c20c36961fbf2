"""Frozen types of the domain: no files, no printing, standard library only."""
