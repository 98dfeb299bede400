"""How well the search finds what people mean, beside what the engines offer of their own."""
