"""The only code that touches a session: tables, named queries, and verbs that stamp who and when."""
