"""The plan as data: areas, goals, indicators, targets, actions, levels and extract layouts (typed models and loader)."""
