"""Forecasts scored: what a document and each view gave for something that has come about since, or hasn't."""
