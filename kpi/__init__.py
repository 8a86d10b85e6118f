"""Målbild: follow-up of a personnel-policy programme, from Excel extracts to gaps against the målvärden."""
