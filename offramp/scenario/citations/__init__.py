"""Sources, the phrases quoted from them, and the documents in which these are looked up."""
