"""What the figures of a report show, as rows: counted from the worlds of a view, or from some of them."""
