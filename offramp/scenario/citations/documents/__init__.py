"""Documents that sources name: their text, for finding quotations in. Nothing in a document is executed."""
