"""How faithful a traced page is: scores against the original page, both rendered in Chromium."""
