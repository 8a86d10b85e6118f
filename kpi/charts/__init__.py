"""Finished rows drawn: the track (SVG), figures (Plotly), their table twins and alternative texts. The only place that knows plotly."""
