"""Letters by e-mail: how they read, and handing them to the mail server, one transaction a letter."""
