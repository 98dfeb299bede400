"""Resultatbank: good examples that are findable, true and allowed."""
