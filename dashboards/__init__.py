"""Dashboards, alerts and their runbook as code, and the stack of servers that shows them."""
