"""Swedish text to terms, and the index that finds them. Knows nothing of examples."""
